package io.exactlyonce.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule violated once; the settings below satisfy all of them. */
class StartCheckTest {
    private static final Map<String, String> GOOD =
            Map.of(
                    "execution.checkpointing.interval", "1 min",
                    "execution.checkpointing.timeout", "2 min",
                    "execution.checkpointing.dir", "s3://bucket/checkpoints",
                    "exactly-once.kafka.bootstrap-servers", "broker:9092",
                    "exactly-once.sink.transactional-id-prefix", "eo1.ns.job.abcdefgh.r000001.");

    @Test
    void aCompleteConfigurationPasses() {
        assertThat(check(Map.of(), "results", "audit-log")).isEmpty();
    }

    @Test
    void theTimeoutMayEqualTheLowerBoundButNotFallBelow() {
        assertThat(check(Map.of("exactly-once.sink.transaction-timeout", "13 min"))).isEmpty();
        assertThat(check(Map.of("exactly-once.sink.transaction-timeout", "779999 ms")))
                .singleElement()
                .satisfies(
                        violation -> {
                            assertThat(violation.field())
                                    .isEqualTo("exactly-once.sink.transaction-timeout");
                            assertThat(violation.observed())
                                    .contains("12 min 59 s 999 ms", "13 min", "checkpoint timeout");
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "exactly-once.sink.transactional-id-prefix, eo1.ns.job.r1",
        "exactly-once.sink.transactional-id-prefix, eo1 ns.",
        "execution.checkpointing.mode, AT_LEAST_ONCE",
        "execution.checkpointing.dir, file:///tmp/checkpoints",
        "execution.checkpointing.dir, /mnt/checkpoints",
        "execution.checkpointing.storage, jobmanager",
        "execution.checkpointing.checkpoints-after-tasks-finish, false",
        "exactly-once.check.slack, 59 s",
        "exactly-once.source.properties.isolation.level, read_uncommitted",
        "exactly-once.kafka.properties.isolation.level, READ_COMMITTED",
        "exactly-once.source.properties.bootstrap.servers, 'other:9092'",
        "exactly-once.source.properties.group.id, mine",
        "exactly-once.source.properties.auto.offset.reset, latest",
        "exactly-once.source.properties.enable.auto.commit, true",
        "exactly-once.kafka.properties.enable.auto.commit, true",
        "exactly-once.source.properties.key.deserializer, a.Class",
        "exactly-once.source.properties.value.deserializer, a.Class",
        "exactly-once.sink.properties.key.serializer, a.Class",
        "exactly-once.sink.properties.value.serializer, a.Class",
        "exactly-once.sink.properties.transaction.two.phase.commit.enable, true",
        "exactly-once.sink.properties.max.request.size, 100",
        "exactly-once.sink.properties.buffer.memory, 1000000",
        "exactly-once.sink.properties.transactional.id, mine",
        "exactly-once.sink.properties.acks, 1",
        "exactly-once.kafka.properties.transaction.timeout.ms, 1000"
    })
    void eachOfTheseIsRefusedByItsName(String key, String value) {
        assertThat(check(Map.of(key, value))).extracting(Violation::field).containsExactly(key);
    }

    @Test
    void propertiesThatSayWhatTheSinkDoesAnywayAreNoHarm() {
        assertThat(
                        check(
                                Map.of(
                                        "exactly-once.sink.properties.acks", "all",
                                        "exactly-once.sink.properties.enable.idempotence", "true",
                                        "exactly-once.source.properties.isolation.level",
                                                "read_committed",
                                        "exactly-once.source.properties.enable.auto.commit",
                                                "false")))
                .isEmpty();
    }

    @Test
    void anOverlongPrefixIsRefused() {
        String prefix = "x".repeat(StartCheck.LONGEST_PREFIX) + ".";

        assertThat(check(Map.of("exactly-once.sink.transactional-id-prefix", prefix)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.observed()).startsWith("513"));
    }

    @Test
    void checkpointingOffIsRefused() {
        Map<String, String> config = new HashMap<>(GOOD);
        config.remove("execution.checkpointing.interval");

        assertThat(violations(config, List.of()))
                .extracting(Violation::field)
                .containsExactly("execution.checkpointing.interval");
    }

    @Test
    void noCheckpointDirectoryMeansMemoryAndIsRefused() {
        Map<String, String> config = new HashMap<>(GOOD);
        config.remove("execution.checkpointing.dir");

        assertThat(violations(config, List.of()))
                .extracting(Violation::field)
                .containsExactly("execution.checkpointing.dir");
    }

    @Test
    void theOldNamesOfFlinksKeysCount() {
        Map<String, String> config = new HashMap<>(GOOD);
        config.put("state.checkpoints.dir", config.remove("execution.checkpointing.dir"));

        assertThat(violations(config, List.of())).isEmpty();
    }

    @Test
    void aSharedDurableMountIsAcceptedWhenDeclared() {
        assertThat(
                        check(
                                Map.of(
                                        "execution.checkpointing.dir", "file:///mnt/nfs",
                                        "exactly-once.checkpoints.file-storage-is-durable",
                                                "true")))
                .isEmpty();
    }

    @Test
    void aSinkNameIsUsedOnce() {
        assertThat(check(Map.of(), "results", "results"))
                .extracting(Violation::field)
                .containsExactly("sink 'results'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "über", "a b"})
    void aSinkNameKeepsTheIdPrefixFree(String name) {
        assertThat(check(Map.of(), name))
                .extracting(Violation::field)
                .containsExactly("sink '" + name + "'");
    }

    @Test
    void flinksOwnDefaultsAreExplained() {
        Map<String, String> config = new HashMap<>(GOOD);
        config.remove("execution.checkpointing.timeout");

        assertThat(violations(config, List.of()))
                .singleElement()
                .asString()
                .contains("15 min", "29 min", "checkpoint timeout 10 min");
    }

    @Test
    void everythingIsToldAtOnce() {
        List<Violation> found =
                violations(
                        Map.of(
                                "exactly-once.sink.transactional-id-prefix", "r1",
                                "exactly-once.check.slack", "0 s"),
                        List.of("a", "a"));

        assertThat(found)
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "exactly-once.kafka.bootstrap-servers",
                        "exactly-once.sink.transactional-id-prefix",
                        "sink 'a'",
                        "execution.checkpointing.interval",
                        "execution.checkpointing.dir",
                        "exactly-once.check.slack");
        assertThat(Violation.describe(found)).contains("6 violations", "Fix:");
    }

    private static List<Violation> check(Map<String, String> more, String... sinks) {
        Map<String, String> config = new HashMap<>(GOOD);
        config.putAll(more);
        return violations(config, List.of(sinks));
    }

    private static List<Violation> violations(Map<String, String> config, List<String> sinks) {
        Configuration flink = Configuration.fromMap(config);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(flink);
        return StartCheck.violations(
                ExactlyOnceConfig.parse(flink), CheckpointSettings.of(environment), sinks);
    }
}
