package io.exactlyonce.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceFieldsTest {
    private static final Fields LEDGER =
            Fields.EMPTY
                    .with("exactlyonce.io/v1alpha1", "apiVersion")
                    .with("TransactionLedger", "kind")
                    .with("orders", "metadata", "name")
                    .with("shop", "metadata", "namespace")
                    .with("", "metadata", "annotations", "empty");

    @Test
    void emptyTextStaysEmptyTextOnItsWayToTheServerAndBack() {
        Fields status =
                Fields.EMPTY
                        .with("", "text")
                        .with(Map.of(), "object")
                        .with(List.of("", "b"), "list")
                        .with("", "inner", "text");
        try (MockCluster server = new MockCluster()) {
            resource(server, LEDGER.with("", "spec", "text")).create();
            Resource<GenericKubernetesResource> written =
                    resource(server, LEDGER.with(status, "status"));
            written.updateStatus();

            Fields stored = new ResourceFields(server.client()).read(written.get());

            assertThat(stored.object("status")).isEqualTo(status);
            assertThat(stored.text("spec", "text")).contains("");
            assertThat(stored.text("metadata", "annotations", "empty")).contains("");
        }
    }

    private static Resource<GenericKubernetesResource> resource(MockCluster server, Fields fields) {
        return server.client()
                .genericKubernetesResources(Kinds.LEDGER)
                .inNamespace("shop")
                .resource(new ResourceFields(server.client()).write(fields));
    }
}
