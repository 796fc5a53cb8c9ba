package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.Checkpoints.Outage;
import io.exactlyonce.operator.policy.Checkpoints.S3;
import io.exactlyonce.operator.policy.Checkpoints.S3Credentials;
import io.exactlyonce.operator.policy.Checkpoints.Storage;
import io.exactlyonce.operator.policy.Checkpoints.Timing;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.policy.Conduct.Recovery;
import io.exactlyonce.operator.policy.Conduct.UnknownContract;
import io.exactlyonce.operator.policy.KafkaAccess.ClientCertificate;
import io.exactlyonce.operator.policy.KafkaAccess.NoSasl;
import io.exactlyonce.operator.policy.KafkaAccess.Plaintext;
import io.exactlyonce.operator.policy.KafkaAccess.Sasl;
import io.exactlyonce.operator.policy.KafkaAccess.SaslMechanism;
import io.exactlyonce.operator.policy.KafkaAccess.Tls;
import io.exactlyonce.operator.policy.Policy.Identity;
import io.exactlyonce.operator.policy.Transactions.NamingStrategy;
import io.exactlyonce.operator.policy.Transactions.OrphanHandling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyReaderTest {
    private static final StoragePath STORAGE = new StoragePath("s3", "flink", List.of("prod"));

    static Stream<Path> valid() throws IOException {
        return PolicyFiles.in("valid");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void validPolicyCanBeUsed(Path file) {
        assertThat(read(file)).isInstanceOf(PolicyReading.Valid.class);
    }

    @Test
    void twoFieldsAreEnough() {
        Policy policy = policy("minimal.yaml");

        assertThat(policy)
                .isEqualTo(
                        new Policy(
                                new Identity("payments", "minimal", 0),
                                new KafkaAccess(
                                        List.of(new HostAndPort("kafka-0.kafka", 9092)),
                                        new Plaintext(),
                                        new NoSasl(),
                                        new TreeMap<>()),
                                new Checkpoints(
                                        new Storage(STORAGE, false, null),
                                        new Timing(minutes(1), minutes(2), Duration.ZERO, 0),
                                        new Outage(minutes(8), minutes(1), 0)),
                                new Transactions(
                                        new TransactionTimeout.Auto(),
                                        "eo1",
                                        NamingStrategy.INCREMENTING,
                                        OrphanHandling.FENCE),
                                new Conduct(
                                        Recovery.AUTOMATIC,
                                        UnknownContract.ADMIT,
                                        DeletionPolicy.SETTLE),
                                List.of()));
    }

    @Test
    void everyFieldOfKafkaIsRead() {
        Policy policy = policy("everything.yaml");

        assertThat(policy.kafka().bootstrapServers())
                .isEqualTo("kafka-0.kafka:9093,[2001:db8::1]:9093,10.1.2.3:9093");
        assertThat(policy.kafka().encryption())
                .isEqualTo(
                        new Tls(
                                new SecretKey("kafka-ca", "ca.pem"),
                                new ClientCertificate(
                                        new SecretKey("kafka-client", "chain.pem"),
                                        new SecretKey("kafka-client", "key.pem"))));
        assertThat(policy.kafka().authentication())
                .isEqualTo(
                        new Sasl(
                                SaslMechanism.SCRAM_SHA_512,
                                new SecretKey("kafka-user", "user"),
                                new SecretKey("kafka-user", "pass")));
        assertThat(policy.kafka().properties())
                .isEqualTo(
                        Map.of(
                                "client.id", "payments",
                                "request.timeout.ms", "20000",
                                "client.dns.lookup", "use_all_dns_ips"));
    }

    @Test
    void everyFieldOfCheckpointsIsRead() {
        Policy policy = policy("everything.yaml");

        assertThat(policy.checkpoints())
                .isEqualTo(
                        new Checkpoints(
                                new Storage(
                                        STORAGE,
                                        true,
                                        new S3(
                                                new HttpEndpoint(
                                                        "https",
                                                        new HostAndPort("minio.storage", 9000),
                                                        true),
                                                true,
                                                new S3Credentials(
                                                        new SecretKey("minio", "id"),
                                                        new SecretKey("minio", "secret")))),
                                new Timing(seconds(30), minutes(1), seconds(5), 1),
                                new Outage(seconds(390), seconds(90), 2)));
    }

    @Test
    void everyOtherFieldIsRead() {
        Policy policy = policy("everything.yaml");

        assertThat(policy.transactions())
                .isEqualTo(
                        new Transactions(
                                new TransactionTimeout.Fixed(minutes(14)),
                                "pay-1",
                                NamingStrategy.POOLING,
                                OrphanHandling.FENCE));
        assertThat(policy.conduct())
                .isEqualTo(
                        new Conduct(Recovery.MANUAL, UnknownContract.REFUSE, DeletionPolicy.ABORT));
        assertThat(policy.acknowledges("EO1007")).isTrue();
        assertThat(policy.acknowledges("EO1008")).isFalse();
    }

    @Test
    void generationComesFromTheLiveObject() {
        assertThat(policy("live-object.yaml").identity())
                .isEqualTo(new Identity("payments", "live-object", 7));
    }

    @Test
    void emptyTlsMeansTheAuthoritiesOfThePlatform() {
        assertThat(policy("tls-of-the-platform.yaml").kafka().encryption())
                .isEqualTo(new Tls(null, null));
    }

    @Test
    void secretsHaveTheKeysThatOthersMakeThemWith() {
        PolicyReading reading =
                PolicyReader.read(
                        PolicyFiles.parse(
                                """
                                spec:
                                  kafka:
                                    bootstrapServers: kafka-0:9092
                                    tls:
                                      caSecret: {name: ca}
                                      clientCertificateSecret: {name: client}
                                    sasl:
                                      mechanism: PLAIN
                                      credentialsSecret: {name: user}
                                  checkpoints:
                                    storage: s3://flink
                                    s3: {credentialsSecret: {name: s3}}
                                """));

        assertThat(KafkaClientSettings.secretVariables(((PolicyReading.Valid) reading).policy()))
                .extracting(variable -> variable.secret().toString())
                .containsExactly(
                        new SecretKey("user", "username").toString(),
                        new SecretKey("user", "password").toString(),
                        new SecretKey("client", "tls.crt").toString(),
                        new SecretKey("client", "tls.key").toString(),
                        new SecretKey("ca", "ca.crt").toString(),
                        new SecretKey("s3", "AWS_ACCESS_KEY_ID").toString(),
                        new SecretKey("s3", "AWS_SECRET_ACCESS_KEY").toString());
    }

    @Test
    void longValueIsCutInTheMessage() {
        PolicyViolation violation =
                new PolicyViolation(
                        "spec.x",
                        PolicyViolation.quoted("a".repeat(10_000)),
                        "too long",
                        "Shorten it");

        assertThat(violation.message()).hasSizeLessThan(200).endsWith(": too long. Shorten it.");
    }

    private static PolicyReading read(Path file) {
        return PolicyReader.read(PolicyFiles.parse(PolicyFiles.text(file)));
    }

    private static Policy policy(String name) {
        Path file = Path.of("src/test/resources/policies/valid", name);
        return ((PolicyReading.Valid) read(file)).policy();
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
