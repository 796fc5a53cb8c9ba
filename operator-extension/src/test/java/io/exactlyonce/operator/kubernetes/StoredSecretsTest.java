package io.exactlyonce.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.policy.SecretKey;
import io.exactlyonce.operator.port.UnavailableException;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class StoredSecretsTest {
    /** Kept, or it could be collected together with its level. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    static {
        REQUESTS.setLevel(Level.WARNING);
    }

    private static final SecretKey PASSWORD = new SecretKey("kafka", "password");

    @Test
    void textIsAsItIsNow() {
        try (MockCluster server = new MockCluster()) {
            StoredSecrets secrets = new StoredSecrets(server.client());
            write(server, "Zmlyc3Q=");
            assertThat(secrets.text("shop", PASSWORD)).isEqualTo("first");

            write(server, "c2Vjb25k");

            assertThat(secrets.text("shop", PASSWORD)).isEqualTo("second");
        }
    }

    private static void write(MockCluster server, String password) {
        server.client()
                .resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withNamespace("shop")
                                .withName("kafka")
                                .endMetadata()
                                .addToData("password", password)
                                .build())
                .createOr(existing -> existing.update());
    }

    @Test
    void whatIsNotThereIsNamed() {
        try (MockCluster server = new MockCluster()) {
            write(server, "Zmlyc3Q=");

            assertThat(failure(server.client(), new SecretKey("other", "password")))
                    .satisfies(
                            failure -> {
                                assertThat(failure.reason()).contains(Reason.SECRET_UNUSABLE);
                                assertThat(failure.what()).contains("shop/other");
                            });
            assertThat(failure(server.client(), new SecretKey("kafka", "user")))
                    .satisfies(
                            failure -> {
                                assertThat(failure.reason()).contains(Reason.SECRET_UNUSABLE);
                                assertThat(failure.what()).contains("no key 'user'");
                            });
        }
    }

    @Test
    void forbiddenComesWithTheRoleThatAllowsThisSecretAlone() throws ManifestException {
        KubernetesMockServer server = new KubernetesMockServer(false);
        server.init();
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/shop/secrets/kafka")
                .andReturn(403, new StatusBuilder().withCode(403).build())
                .always();
        try (KubernetesClient client = server.createClient()) {
            UnavailableException failure = failure(client, PASSWORD);

            assertThat(failure.reason()).contains(Reason.SECRET_FORBIDDEN);
            String manifest = failure.what().substring(failure.what().indexOf("apiVersion:"));
            assertThat(Yaml.readAll(manifest)).hasSize(2);
            assertThat(Yaml.readAll(manifest).get(0).objects("rules"))
                    .singleElement()
                    .satisfies(
                            rule ->
                                    assertThat(rule.list("resourceNames"))
                                            .containsExactly("kafka"));
        } finally {
            server.destroy();
        }
    }

    private static UnavailableException failure(KubernetesClient client, SecretKey key) {
        return catchThrowableOfType(
                UnavailableException.class, () -> new StoredSecrets(client).text("shop", key));
    }
}
