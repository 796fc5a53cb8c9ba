package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.JobMain;
import io.exactlyonce.job.check.BrokerAnswer;
import io.exactlyonce.job.check.BrokerQuestion;
import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.job.kafka.AdminBrokerPort;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the start check asks the brokers, and what it does while they cannot answer. */
class StartCheckOnBrokerTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @Test
    void aTimeoutAboveTheBrokersMaximumIsRefusedWithBothNumbers() {
        ExactlyOnce job =
                job(
                        Scenario.copy(BENCH, "check-timeout")
                                .with("exactly-once.sink.transaction-timeout", "16 min"));

        assertThatThrownBy(job::check)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("exactly-once.sink.transaction-timeout: 16 min")
                .hasMessageContaining("transaction.max.timeout.ms of 15 min");
    }

    @Test
    void whatTopicsAndClientsCannotDoIsRefusedAtOnce() {
        ExactlyOnce twice =
                job(
                        Scenario.copy(BENCH, "check-definite")
                                .with("exactly-once.sink.max-record-size", "2 mb")
                                .with("exactly-once.sink.transaction-timeout", "16 min"));
        ExactlyOnce mistyped =
                job(
                        Scenario.copy(BENCH, "check-protocol")
                                .with(
                                        "exactly-once.kafka.properties.security.protocol",
                                        "SASL_SLL"));

        assertThatThrownBy(twice::check)
                .hasMessageContaining("2097152 bytes, above max.message.bytes 1048588")
                .hasMessageContaining("transaction.max.timeout.ms");
        assertThatThrownBy(mistyped::check)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("SASL_SLL");
    }

    @Test
    void topicsThatRefuseWhatTheJobMayWriteAreRefused() {
        Scenario scenario = Scenario.copy(BENCH, "check-topics");
        BENCH.kafka().configure(scenario.dead(), "cleanup.policy", "compact,delete");
        BENCH.kafka().configure(scenario.out(), "message.timestamp.after.max.ms", "60000");

        assertThatThrownBy(job(scenario)::check)
                .hasMessageContaining("2 violations")
                .hasMessageContaining("topic 'check-topics-dead' is compacted")
                .hasMessageContaining(
                        "max-timestamp-ahead: 50 min, above message.timestamp.after.max.ms 60000 of"
                                + " topic 'check-topics-out'");
    }

    @Test
    void whatTopicsRefuseOfSomeRecordsOnlyIsAWarning() {
        TestKafka kafka = BENCH.kafka();
        kafka.create("warn-out", 1);
        kafka.create("warn-dead", 1);
        kafka.configure("warn-out", "cleanup.policy", "compact");
        kafka.configure("warn-out", "message.timestamp.before.max.ms", "86400000");
        kafka.configure("warn-dead", "message.timestamp.type", "LogAppendTime");
        kafka.configure("warn-dead", "message.timestamp.after.max.ms", "60000");
        Set<String> topics = Set.of("warn-out", "warn-dead");

        BrokerAnswer answer =
                new AdminBrokerPort(kafka.client(), "eo1.warn.r000001.", AT_ONCE)
                        .ask(
                                new BrokerQuestion(
                                        Duration.ofMinutes(15),
                                        topics,
                                        topics,
                                        new BrokerQuestion.Limits(
                                                1024, Duration.ofMinutes(50), "warn-dead")));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        BrokerAnswer.Accepted.class,
                        accepted ->
                                assertThat(accepted.warnings())
                                        .hasSize(2)
                                        .allMatch(warning -> warning.contains("'warn-out'"))
                                        .anyMatch(warning -> warning.contains("compacted"))
                                        .anyMatch(warning -> warning.contains("86400000")));
    }

    @Test
    void theBrokersMaximumItselfIsAccepted() {
        ExactlyOnce job = job(Scenario.copy(BENCH, "check-accepted"));

        assertThatCode(job::check).doesNotThrowAnyException();
    }

    @Test
    void anUnreachableBrokerDoesNotKeepAJobFromItsState() {
        ExactlyOnce job =
                job(
                        Scenario.copy(BENCH, "check-unreachable")
                                .with(
                                        "exactly-once.kafka.bootstrap-servers",
                                        "127.0.0.1:" + KafkaBroker.freePort())
                                .with("exactly-once.check.broker-wait", "1 s"));

        assertTimeoutPreemptively(AT_ONCE, job::check);
    }

    @Test
    void aMissingTopicDoesNotKeepAJobFromItsState() {
        ExactlyOnce job =
                job(
                        Scenario.copy(BENCH, "check-missing")
                                .with("exactly-once.sink.topic", "check-never-made")
                                .with("exactly-once.check.broker-wait", "1 s"));

        assertTimeoutPreemptively(AT_ONCE, job::check);
    }

    @Test
    void aTopicThatIsYetToBeMadeIsWaitedFor() throws Exception {
        ExactlyOnce job =
                job(
                        Scenario.copy(BENCH, "check-late")
                                .with("exactly-once.sink.topic", "check-made-late")
                                .with("exactly-once.check.broker-wait", "10 min"));
        CompletableFuture<Void> check = CompletableFuture.runAsync(job::check);
        await().during(Duration.ofSeconds(1)).until(() -> !check.isDone());

        BENCH.kafka().create("check-made-late", 1);

        check.get(AT_ONCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The topic of transactions cannot be made here: it wants more brokers than there are. */
    @Test
    void aMissingCoordinatorIsWaitedForNoLongerThanTheCheckMayTake(@TempDir Path folder) {
        Map<String, String> lonely = Map.of("transaction.state.log.replication.factor", "3");
        try (KafkaBroker broker = KafkaBroker.start(folder, KafkaBroker.freePort(), lonely)) {
            ExactlyOnce job =
                    job(
                            Scenario.copy(BENCH, "check-coordinator")
                                    .with(
                                            "exactly-once.kafka.bootstrap-servers",
                                            broker.bootstrapServers())
                                    .with("exactly-once.check.broker-wait", "1 s"));

            assertTimeoutPreemptively(AT_ONCE, job::check);
        }
    }

    @Test
    void aWrongPasswordIsRefused(@TempDir Path folder) {
        int port = KafkaBroker.freePort();
        int controller = KafkaBroker.freePort();
        String plain = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
        Map<String, String> withUsers =
                Map.of(
                        "controller.quorum.voters",
                        "1@127.0.0.1:" + controller,
                        "listeners",
                        "USERS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                .formatted(port, controller),
                        "listener.security.protocol.map",
                        "CONTROLLER:PLAINTEXT,USERS:SASL_PLAINTEXT",
                        "inter.broker.listener.name",
                        "USERS",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        "listener.name.users.sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.users.plain.sasl.jaas.config",
                        plain + "username=\"b\" password=\"b\" user_b=\"b\" user_job=\"right\";");
        String client = "exactly-once.kafka.properties.";
        try (KafkaBroker broker = KafkaBroker.start(folder, port, withUsers)) {
            Scenario scenario =
                    Scenario.copy(BENCH, "check-password")
                            .with("exactly-once.kafka.bootstrap-servers", broker.bootstrapServers())
                            .with(client + "security.protocol", "SASL_PLAINTEXT")
                            .with(client + "sasl.mechanism", "PLAIN")
                            .with(
                                    client + "sasl.jaas.config",
                                    plain + "username=\"job\" password=\"wrong\";")
                            .with("exactly-once.check.broker-wait", "1 s");

            assertThatThrownBy(job(scenario)::check)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("Authentication failed");
        }
    }

    private static ExactlyOnce job(Scenario scenario) {
        return JobMain.build(
                StreamExecutionEnvironment.getExecutionEnvironment(
                        Configuration.fromMap(scenario.nextRun(null))));
    }
}
