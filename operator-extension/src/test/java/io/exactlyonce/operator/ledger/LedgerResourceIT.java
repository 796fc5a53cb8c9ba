package io.exactlyonce.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real API server takes what the codec writes, and gives back all of it. */
@RequiresApiServer
class LedgerResourceIT {
    @BeforeAll
    static void definitionIsInstalled(TestNamespace namespace) throws IOException {
        namespace
                .server()
                .install(
                        Files.readString(
                                Path.of(
                                        "../k8s/base/crds/transactionledgers.exactlyonce.io.yaml")));
    }

    @Test
    void ledgerSurvivesTheApiServer(TestNamespace namespace) throws ManifestException {
        Ledger ledger = Ledgers.full(namespace.name(), new Phase.Active());

        Fields stored = store(namespace, LedgerCodec.write(ledger));

        assertThat(LedgerCodec.read(stored)).hasValue(ledger);
        assertThat(shown(namespace, "get", "txl"))
                .contains("DEPLOYMENT", "EXACTLY-ONCE", "orders-abcdefgh", "Active", "Running");
    }

    @Test
    void explainSpeaksForItself(TestNamespace namespace) {
        assertThat(shown(namespace, "explain", "transactionledgers.status.revisions.restore"))
                .contains("How it really started", "confirmed", "path");
    }

    /** The server tells kubectl of a new kind some seconds after it serves it. */
    private static String shown(TestNamespace namespace, String... arguments) {
        return await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> namespace.kubectl().run(arguments), shown -> shown.exitCode() == 0)
                .success();
    }

    /** Spec and status are written apart, as the controller does. */
    private static Fields store(TestNamespace namespace, Fields resource) throws ManifestException {
        KubernetesClient client = namespace.client();
        GenericKubernetesResource object =
                Serialization.unmarshal(
                        Json.write(resource.without("status")), GenericKubernetesResource.class);
        Resource<GenericKubernetesResource> created =
                client.genericKubernetesResources(Kinds.LEDGER)
                        .inNamespace(namespace.name())
                        .resource(object);
        GenericKubernetesResource stored = created.create();
        stored.setAdditionalProperty(
                "status",
                Serialization.unmarshal(Json.write(resource), GenericKubernetesResource.class)
                        .getAdditionalProperties()
                        .get("status"));
        GenericKubernetesResource updated =
                client.genericKubernetesResources(Kinds.LEDGER)
                        .inNamespace(namespace.name())
                        .resource(stored)
                        .updateStatus();
        return Json.read(Serialization.asJson(updated));
    }
}
