package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.JobMain;
import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

    private static ExactlyOnce job(Scenario scenario) {
        return JobMain.build(
                StreamExecutionEnvironment.getExecutionEnvironment(
                        Configuration.fromMap(scenario.nextRun(null))));
    }
}
