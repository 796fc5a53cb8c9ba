package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.apiserver.CertificateAuthority;
import io.exactlyonce.operator.apiserver.KeyAndCertificate;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with TLS, SASL and a real authorizer; secrets change while the operator runs. */
class BrokerAccessTest {
    private static final String TOPIC = "results";
    private static final Duration MAXIMUM = Duration.ofMillis(1_000_123);

    @TempDir static Path folder;
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create();
    private static int securePort;
    private static RealBroker broker;

    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() {
        int port = KafkaBroker.freePort();
        int controller = KafkaBroker.freePort();
        securePort = KafkaBroker.freePort();
        broker = RealBroker.start(folder, port, properties(port, controller));
        broker.create(TOPIC, 2);
        scram("orders", "first");
        allow("User:reader", AclOperation.DESCRIBE, ResourceType.TRANSACTIONAL_ID, "eo1.shop.");
        for (String user : List.of("User:orders", "User:plain")) {
            allow(user, AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, "eo1.shop.");
        }
    }

    private static Map<String, String> properties(int port, int controller) {
        KeyAndCertificate server = AUTHORITY.issueServer();
        Map<String, String> properties = new HashMap<>();
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,SECURE://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(port, securePort, controller));
        properties.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL");
        properties.put("transaction.max.timeout.ms", String.valueOf(MAXIMUM.toMillis()));
        properties.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:ANONYMOUS");
        String secure = "listener.name.secure.";
        properties.put(secure + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        properties.put(
                secure + "plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " user_plain=\"pl\\\"ain\" user_reader=\"reads\" user_nobody=\"none\";");
        properties.put(
                secure + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        properties.put(secure + "ssl.keystore.type", "PEM");
        properties.put(secure + "ssl.keystore.certificate.chain", server.certificatePem());
        properties.put(secure + "ssl.keystore.key", server.keyPem());
        return properties;
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static void scram(String user, String password) {
        RealBroker.done(
                broker.admin()
                        .alterUserScramCredentials(
                                List.of(
                                        new UserScramCredentialUpsertion(
                                                user,
                                                new ScramCredentialInfo(
                                                        ScramMechanism.SCRAM_SHA_512, 4096),
                                                password)))
                        .all());
    }

    private static void allow(
            String user, AclOperation operation, ResourceType type, String start) {
        AclBinding binding =
                new AclBinding(
                        new ResourcePattern(type, start, PatternType.PREFIXED),
                        new AccessControlEntry(user, "*", operation, AclPermissionType.ALLOW));
        RealBroker.done(broker.admin().createAcls(List.of(binding)).all());
    }

    @BeforeEach
    void secrets() {
        secrets.put("kafka/ca.crt", AUTHORITY.certificatePem());
        login("plain", "pl\"ain");
    }

    private void login(String user, String password) {
        secrets.put("kafka/username", user);
        secrets.put("kafka/password", password);
    }

    private KafkaBrokers brokers() {
        return Brokers.of(
                (namespace, key) -> secrets.get(key.name() + "/" + key.key()), Brokers.PACE);
    }

    private static Policy policy(String mechanism) {
        return Brokers.policy(
                "standard",
                """
                bootstrapServers: "127.0.0.1:%d", tls: {caSecret: {name: kafka}},
                    sasl: {mechanism: %s, credentialsSecret: {name: kafka}}\
                """
                        .formatted(securePort, mechanism));
    }

    @Test
    void maximumIsFoundWithoutTheRightToReadSettings() {
        try (KafkaBrokers brokers = brokers()) {
            BrokerContract contract = brokers.contract(policy("PLAIN"));

            Duration found = contract.smallestMaximumTimeout().orElseThrow();
            assertThat(found).isBetween(MAXIMUM.minusSeconds(1), MAXIMUM);
            assertThat(contract.brokers().get(0).idExpirationIfKnown()).isEmpty();
            assertThat(contract.brokers().get(0).transactionVersionIfKnown()).contains(2);
            assertThat(contract.missingAcls()).isEmpty();
            assertThat(contract.transactionStateIfKnown()).isEmpty();
        }
    }

    @Test
    void missingRightIsNamed() {
        login("reader", "reads");
        try (KafkaBrokers brokers = brokers()) {
            BrokerContract contract = brokers.contract(policy("PLAIN"));

            assertThat(contract.reachable()).isTrue();
            assertThat(contract.isKnown()).isFalse();
            assertThat(contract.missingAcls()).containsExactly("WRITE TransactionalId eo1.shop.*");
        }
    }

    /** The broker itself leaves them out of a listing and says nothing. */
    @Test
    void transactionsThatMayNotBeSeenAreNotTakenForNone() {
        broker.begin("eo1.shop.hidden.a.r000001.0-1", TOPIC, 0);
        login("nobody", "none");
        try (KafkaBrokers brokers = brokers()) {
            UnavailableException failure =
                    catchThrowableOfType(
                            UnavailableException.class,
                            () -> brokers.open(policy("PLAIN"), "eo1.shop.hidden."));

            assertThat(failure.reason()).contains(Reason.ACL_MISSING);
            assertThat(failure.what()).contains("DESCRIBE TransactionalId");
        }
    }

    /** A transaction of another application would look like one that no coordinator knows. */
    @Test
    void producerThatIsNotFoundIsNotTakenForAHang() {
        Committable ours =
                broker.pending("eo1.shop.ours.a.r000001.0-1", new PartitionName(TOPIC, 1));
        Committable theirs = broker.pending("theirs", new PartitionName(TOPIC, 1));
        try (KafkaBrokers brokers = brokers()) {
            Policy policy = policy("PLAIN");
            assertThat(brokers.ofProducers(policy, Set.of(ours.producerId())))
                    .containsOnlyKeys(ours.transactionalId());

            UnavailableException failure =
                    catchThrowableOfType(
                            UnavailableException.class,
                            () ->
                                    brokers.ofProducers(
                                            policy,
                                            Set.of(ours.producerId(), theirs.producerId())));

            assertThat(failure.reason()).contains(Reason.ACL_MISSING);
        }
    }

    @Test
    void topicThatMayNotBeSeenIsNotTakenForAbsent() {
        try (KafkaBrokers brokers = brokers()) {
            UnavailableException failure =
                    catchThrowableOfType(
                            UnavailableException.class,
                            () ->
                                    brokers.ends(
                                            policy("PLAIN"), Set.of(new PartitionName(TOPIC, 0))));

            assertThat(failure.reason()).contains(Reason.ACL_MISSING);
            assertThat(failure.what()).contains("DESCRIBE Topic " + TOPIC);
        }
    }

    @Test
    void passwordRotatesWithoutARestart() {
        login("orders", "first");
        try (KafkaBrokers brokers = brokers()) {
            Policy policy = policy("SCRAM-SHA-512");
            assertThat(brokers.open(policy, "eo1.shop.scram.")).isEmpty();

            scram("orders", "second");
            login("orders", "wrong");
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    catchThrowableOfType(
                                                                    UnavailableException.class,
                                                                    () ->
                                                                            brokers.open(
                                                                                    policy,
                                                                                    "eo1.shop.scram."))
                                                            .reason())
                                            .contains(Reason.BROKER_AUTHENTICATION_FAILED));
            login("orders", "second");

            await().ignoreExceptionsInstanceOf(UnavailableException.class)
                    .untilAsserted(
                            () -> assertThat(brokers.open(policy, "eo1.shop.scram.")).isEmpty());
        }
    }

    @Test
    void authorityRotatesWithoutARestart() {
        secrets.put("kafka/ca.crt", CertificateAuthority.create().certificatePem());
        try (KafkaBrokers brokers = brokers()) {
            Policy policy = policy("PLAIN");
            UnavailableException failure =
                    catchThrowableOfType(
                            UnavailableException.class,
                            () -> brokers.open(policy, "eo1.shop.tls."));
            assertThat(failure.reason()).contains(Reason.BROKER_AUTHENTICATION_FAILED);
            assertThat(failure.what()).contains("caSecret");

            secrets.put("kafka/ca.crt", AUTHORITY.certificatePem());

            await().ignoreExceptionsInstanceOf(UnavailableException.class)
                    .untilAsserted(
                            () -> assertThat(brokers.open(policy, "eo1.shop.tls.")).isEmpty());
        }
    }

    @Test
    void secretThatHoldsNoCertificateIsSaid() {
        secrets.put("kafka/ca.crt", "not PEM");
        try (KafkaBrokers brokers = brokers()) {
            UnavailableException failure =
                    catchThrowableOfType(
                            UnavailableException.class,
                            () -> brokers.open(policy("PLAIN"), "eo1.shop."));

            assertThat(failure.reason()).contains(Reason.SECRET_UNUSABLE);
            assertThat(failure.what()).doesNotContain("not PEM");
        }
    }
}
