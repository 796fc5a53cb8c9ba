package io.exactlyonce.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.kubernetes.StoredSecrets.Use;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.policy.SecretKey;
import io.exactlyonce.operator.port.SecretReadings;
import io.exactlyonce.operator.port.UnavailableException;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.MockWebServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            StoredSecrets secrets = new StoredSecrets(server.client(), Use.BROKERS);
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

    @ParameterizedTest
    @CsvSource({"BROKERS, log in to the brokers", "STORAGE, read snapshots"})
    void whatIsMissingSaysWhatItIsFor(Use use, String purpose) {
        try (MockCluster server = new MockCluster()) {
            write(server, "Zmlyc3Q=");

            assertThat(failure(server.client(), use, new SecretKey("other", "password")).what())
                    .contains("shop/other", "does not exist", purpose);
            assertThat(failure(server.client(), use, new SecretKey("kafka", "user")).what())
                    .contains("shop/kafka", "no key 'user'", purpose);
        }
    }

    @Test
    void forbiddenComesWithTheRoleThatAllowsThisSecretAlone() throws ManifestException {
        String what = forbidden("kafka", Use.BROKERS, token("system:serviceaccount:eos:operator"));

        assertThat(what).contains("shop/kafka", "log in to the brokers").doesNotContain("storage");
        Fields role = manifests(what).get(0);
        assertThat(role.text("metadata", "namespace")).contains("shop");
        assertThat(role.objects("rules"))
                .singleElement()
                .satisfies(
                        rule -> {
                            assertThat(rule.list("resourceNames")).containsExactly("kafka");
                            assertThat(rule.list("verbs")).containsExactly("get");
                        });
    }

    @Test
    void roleIsBoundToTheServiceAccountOfTheTokenInUse() throws ManifestException {
        String what =
                forbidden("kafka", Use.BROKERS, token("system:serviceaccount:eos:my.operator-1"));

        Fields binding = manifests(what).get(1);
        assertThat(binding.text("roleRef", "name"))
                .isEqualTo(manifests(what).get(0).text("metadata", "name"));
        assertThat(binding.objects("subjects"))
                .containsExactly(
                        new Fields(
                                Map.of(
                                        "kind", "ServiceAccount",
                                        "name", "my.operator-1",
                                        "namespace", "eos")));
        assertThat(what).doesNotContain("<");
    }

    @Test
    void apiServerThatFailsLeavesTheSecretUnknown() {
        UnavailableException failure = answered("kafka", Use.BROKERS, "", 500);

        assertThat(failure.reason()).contains(Reason.SECRET_UNKNOWN);
        assertThat(failure.what()).contains("shop/kafka", "HTTP 500", "log in to the brokers");
    }

    @Test
    void apiServerThatIsNotThereHasGivenNoCode() {
        KubernetesMockServer server = new KubernetesMockServer(false);
        server.init();
        try (KubernetesClient client = server.createClient()) {
            client.getConfiguration().setRequestRetryBackoffLimit(0);
            server.destroy();

            UnavailableException failure = failure(client, PASSWORD);

            assertThat(failure.reason()).contains(Reason.SECRET_UNKNOWN);
            assertThat(failure.what())
                    .contains("did not answer", "shop/kafka", "log in to the brokers")
                    .doesNotContain("HTTP");
        }
    }

    @Test
    void manifestsOfSeveralSecretsCanBeTakenApart() {
        String user = forbidden("user", Use.BROKERS, "");
        String authority = forbidden("ca", Use.BROKERS, "");
        SecretReadings readings =
                new SecretReadings(
                        (namespace, key) -> {
                            throw new UnavailableException(
                                    Reason.SECRET_FORBIDDEN,
                                    key.name().equals("user") ? user : authority,
                                    null);
                        },
                        "shop");
        readings.text(new SecretKey("user", "key"));
        readings.text(new SecretKey("ca", "key"));

        UnavailableException failure =
                catchThrowableOfType(UnavailableException.class, readings::check);

        assertThat(failure.what().split("\n\n")).containsExactly(user, authority);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "opaque", "a.%%%.c", "a.bm90IGpzb24.c"})
    void withoutAServiceAccountItsPlaceIsMarked(String token) throws ManifestException {
        assertThat(subject(token)).isEqualTo("<service account of the operator>");
    }

    @Test
    void tokenOfAPersonIsNoServiceAccount() throws ManifestException {
        assertThat(subject(token("jane@example.com")))
                .isEqualTo("<service account of the operator>");
    }

    private static String subject(String token) throws ManifestException {
        return manifests(forbidden("kafka", Use.BROKERS, token)).get(1).objects("subjects").stream()
                .flatMap(subject -> subject.text("name").stream())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void secretOfTheStorageIsNotSaidToBeForBrokers() {
        assertThat(forbidden("s3", Use.STORAGE, ""))
                .contains("shop/s3", "read snapshots", "storage")
                .doesNotContain("brokers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "1e3", "true", "null", "a.b-c"})
    void nameThatYamlTakesForSomethingElseStaysAName(String name) throws ManifestException {
        Fields role = manifests(forbidden(name, Use.BROKERS, "")).get(0);

        assertThat(role.objects("rules").get(0).list("resourceNames")).containsExactly(name);
    }

    private static List<Fields> manifests(String what) throws ManifestException {
        List<Fields> manifests = Yaml.readAll(what.substring(what.indexOf("apiVersion:")));
        assertThat(manifests).hasSize(2);
        return manifests;
    }

    /** As an API server signs them; nobody looks at the signature here. */
    private static String token(String subject) {
        String claims = "{\"aud\":[\"https://kubernetes\"],\"sub\":\"" + subject + "\"}";
        return "eyJhbGciOiJSUzI1NiJ9."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2lnbmF0dXJl";
    }

    /** What is said to an operator with a token that may not read a Secret. */
    private static String forbidden(String name, Use use, String token) {
        UnavailableException failure = answered(name, use, token, 403);
        assertThat(failure.reason()).contains(Reason.SECRET_FORBIDDEN);
        return failure.what();
    }

    private static UnavailableException answered(String name, Use use, String token, int code) {
        KubernetesMockServer server = new KubernetesMockServer(false);
        server.init();
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/shop/secrets/" + name)
                .andReturn(code, new StatusBuilder().withCode(code).build())
                .always();
        try (KubernetesClient client = server.createClient()) {
            client.getConfiguration().setAutoOAuthToken(token);
            client.getConfiguration().setRequestRetryBackoffLimit(0);
            return failure(client, use, new SecretKey(name, "key"));
        } finally {
            server.destroy();
        }
    }

    private static UnavailableException failure(KubernetesClient client, SecretKey key) {
        return failure(client, Use.BROKERS, key);
    }

    private static UnavailableException failure(KubernetesClient client, Use use, SecretKey key) {
        return catchThrowableOfType(
                UnavailableException.class, () -> new StoredSecrets(client, use).text("shop", key));
    }
}
