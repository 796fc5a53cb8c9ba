package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.apiserver.CertificateAuthority;
import io.exactlyonce.operator.apiserver.KeyAndCertificate;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password of SASL PLAIN and a client certificate change while the operator runs. */
@Tag("slow")
class CredentialRotationTest {
    private static final String PREFIX = "eo1.shop.rotated.";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir static Path folder;
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create();
    private static int plainPort;
    private static int certificatePort;
    private static RealBroker broker;

    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() {
        int port = KafkaBroker.freePort();
        int controller = KafkaBroker.freePort();
        plainPort = KafkaBroker.freePort();
        certificatePort = KafkaBroker.freePort();
        broker = RealBroker.start(folder, port, properties(port, controller));
        // As the broker knows them: by user name, and by the subject of the certificate.
        for (String user : List.of("User:orders", "User:CN=orders,O=shop")) {
            AclBinding mayWrite =
                    new AclBinding(
                            new ResourcePattern(
                                    ResourceType.TRANSACTIONAL_ID,
                                    "eo1.shop.",
                                    PatternType.PREFIXED),
                            new AccessControlEntry(
                                    user, "*", AclOperation.WRITE, AclPermissionType.ALLOW));
            RealBroker.done(broker.admin().createAcls(List.of(mayWrite)).all());
        }
    }

    private static Map<String, String> properties(int port, int controller) {
        KeyAndCertificate server = AUTHORITY.issueServer();
        Map<String, String> properties = new HashMap<>();
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        properties.put(
                "listeners",
                ("PLAINTEXT://127.0.0.1:%d,USERS://127.0.0.1:%d,CERTS://127.0.0.1:%d,"
                                + "CONTROLLER://127.0.0.1:%d")
                        .formatted(port, plainPort, certificatePort, controller));
        properties.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,USERS:SASL_SSL,CERTS:SSL");
        properties.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:ANONYMOUS");
        String users = "listener.name.users.";
        properties.put(users + "sasl.enabled.mechanisms", "PLAIN");
        properties.put(
                users + "plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required;");
        properties.put(
                users + "plain.sasl.server.callback.handler.class", PlainUsers.class.getName());
        for (String listener : List.of(users, "listener.name.certs.")) {
            properties.put(listener + "ssl.keystore.type", "PEM");
            properties.put(listener + "ssl.keystore.certificate.chain", server.certificatePem());
            properties.put(listener + "ssl.keystore.key", server.keyPem());
        }
        properties.put("listener.name.certs.ssl.client.auth", "required");
        properties.put("listener.name.certs.ssl.truststore.type", "PEM");
        properties.put(
                "listener.name.certs.ssl.truststore.certificates", AUTHORITY.certificatePem());
        return properties;
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private KafkaBrokers brokers() {
        secrets.put("kafka/ca.crt", AUTHORITY.certificatePem());
        return Brokers.of(
                (namespace, key) -> secrets.get(key.name() + "/" + key.key()), Brokers.PACE);
    }

    @Test
    void passwordOfPlainRotatesWithoutARestart() {
        secrets.put("kafka/username", "orders");
        secrets.put("kafka/password", "first");
        PlainUsers.set("orders", "first");
        try (KafkaBrokers brokers = brokers()) {
            Policy policy =
                    policy(plainPort, "sasl: {mechanism: PLAIN, credentialsSecret: {name: kafka}}");
            assertThat(brokers.open(policy, PREFIX)).isEmpty();

            PlainUsers.set("orders", "second");
            secrets.put("kafka/password", "mistyped");
            awaitRefused(brokers, policy);
            secrets.put("kafka/password", "second");

            awaitAnswered(brokers, policy);
        }
    }

    @Test
    void clientCertificateRotatesWithoutARestart() {
        client(AUTHORITY);
        try (KafkaBrokers brokers = brokers()) {
            Policy policy = policy(certificatePort, "");
            assertThat(brokers.open(policy, PREFIX)).isEmpty();

            client(CertificateAuthority.create());
            awaitRefused(brokers, policy);
            client(AUTHORITY);

            awaitAnswered(brokers, policy);
        }
    }

    private void client(CertificateAuthority issuer) {
        KeyAndCertificate client = issuer.issueClient("orders", "shop");
        secrets.put("client/tls.crt", client.certificatePem());
        secrets.put("client/tls.key", client.keyPem());
    }

    private static Policy policy(int port, String sasl) {
        String certificate = sasl.isEmpty() ? ", clientCertificateSecret: {name: client}" : "";
        return Brokers.policy(
                "standard",
                "bootstrapServers: \"127.0.0.1:%d\", tls: {caSecret: {name: kafka}%s}%s"
                        .formatted(port, certificate, sasl.isEmpty() ? "" : ", " + sasl));
    }

    private static void awaitRefused(KafkaBrokers brokers, Policy policy) {
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            UnavailableException failure =
                                    catchThrowableOfType(
                                            UnavailableException.class,
                                            () -> brokers.open(policy, PREFIX));
                            return failure != null
                                    && failure.reason()
                                            .filter(Reason.BROKER_AUTHENTICATION_FAILED::equals)
                                            .isPresent();
                        });
    }

    private static void awaitAnswered(KafkaBrokers brokers, Policy policy) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UnavailableException.class)
                .until(() -> brokers.open(policy, PREFIX).isEmpty());
    }
}
