package io.exactlyonce.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactlyOnceConfigTest {
    private static final Map<String, String> LEAST =
            Map.of(
                    "exactly-once.kafka.bootstrap-servers", "broker:9092",
                    "exactly-once.sink.transactional-id-prefix", "eo1.ns.job.abcdefgh.r000042.");

    private static final String EVERY_KEY =
            """
            exactly-once.kafka.properties.security.protocol: SASL_SSL
            exactly-once.source.topics: a;b
            exactly-once.source.group-id: g
            exactly-once.source.start-from: timestamp
            exactly-once.source.start-timestamp: 2026-01-31T00:00:00Z
            exactly-once.source.on-lost-input: skip-to-earliest
            exactly-once.source.properties.fetch.min.bytes: 7
            exactly-once.sink.topic: out
            exactly-once.sink.dead-letter-topic: dead
            exactly-once.sink.naming-strategy: pooling
            exactly-once.sink.transaction-timeout: 14 min
            exactly-once.sink.max-record-size: 2 mb
            exactly-once.sink.max-timestamp-ahead: 3 min
            exactly-once.sink.properties.linger.ms: 5
            exactly-once.revision: 42
            exactly-once.pipeline.name: totals
            exactly-once.pipeline.format: csv
            exactly-once.pipeline.csv-columns: x;y
            exactly-once.pipeline.key-field: x
            exactly-once.pipeline.value-field: y
            exactly-once.dedupe.id-header: id
            exactly-once.dedupe.id-field: x
            exactly-once.dedupe.ttl: 30 d
            exactly-once.check.max-outage: 5 min
            exactly-once.check.slack: 2 min
            exactly-once.check.plain-savepoints: 1
            exactly-once.check.broker-wait: 3 s
            exactly-once.checkpoints.file-storage-is-durable: true
            exactly-once.on-unknown-commit: fail
            exactly-once.accept-lost-commits: eo1.a.out.-0-17@17;eo1.a.out.-*@18
            """;

    private static final ExactlyOnceConfig EVERY_FIELD =
            new ExactlyOnceConfig(
                    new ExactlyOnceConfig.Kafka(
                            "broker:9092", Map.of("security.protocol", "SASL_SSL")),
                    new ExactlyOnceConfig.Source(
                            List.of("a", "b"),
                            "g",
                            StartFrom.TIMESTAMP,
                            1769817600000L,
                            LostInput.SKIP_TO_EARLIEST,
                            Map.of("fetch.min.bytes", "7")),
                    new ExactlyOnceConfig.Sink(
                            "out",
                            "dead",
                            "eo1.ns.job.abcdefgh.r000042.",
                            NamingStrategy.POOLING,
                            Duration.ofMinutes(14),
                            2 * 1024 * 1024,
                            Duration.ofMinutes(3),
                            Map.of("linger.ms", "5")),
                    new ExactlyOnceConfig.Commit(
                            UnknownCommit.FAIL,
                            List.of(
                                    new AcceptedLoss("eo1.a.out.-0-17", 17),
                                    new AcceptedLoss("eo1.a.out.-*", 18))),
                    new ExactlyOnceConfig.Pipeline(
                            "totals",
                            ValueFormat.CSV,
                            List.of("x", "y"),
                            "x",
                            "y",
                            new ExactlyOnceConfig.Dedupe("id", "x", Duration.ofDays(30))),
                    new ExactlyOnceConfig.Check(
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(2),
                            1,
                            Duration.ofSeconds(3),
                            true),
                    42);

    @Test
    void twoKeysAreEnoughForTheLibrary() {
        ExactlyOnceConfig.Parsed parsed = parse(Map.of());

        assertThat(parsed.violations()).isEmpty();
        ExactlyOnceConfig config = parsed.config();
        assertThat(config.sink().naming()).isEqualTo(NamingStrategy.INCREMENTING);
        assertThat(config.sink().transactionTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.sink().maxRecordSize()).isEqualTo(1024 * 1024);
        assertThat(config.source().startFrom()).isEqualTo(StartFrom.EARLIEST);
        assertThat(config.pipeline().name()).isEqualTo("copy");
        assertThat(config.pipeline().format()).isEqualTo(ValueFormat.RAW);
        assertThat(config.pipeline().dedupe().ttl()).isEqualTo(Duration.ofDays(1));
        assertThat(config.check().maxOutage()).isEqualTo(Duration.ofMinutes(8));
        assertThat(config.check().slack()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.revision()).isEqualTo(1);
    }

    @Test
    void theGroupIsTheDeploymentNotTheRevision() {
        assertThat(parse(Map.of()).config().source().groupId()).isEqualTo("eo1.ns.job.abcdefgh");
    }

    @Test
    void everyKeyReachesItsField() {
        Map<String, String> keys = new HashMap<>();
        EVERY_KEY
                .lines()
                .map(line -> line.split(": ", 2))
                .forEach(pair -> keys.put(pair[0], pair[1]));

        ExactlyOnceConfig.Parsed parsed = parse(keys);

        assertThat(parsed.violations()).isEmpty();
        assertThat(parsed.config()).isEqualTo(EVERY_FIELD);
    }

    @Test
    void noKeyIsThePrefixOfAnother() {
        List<String> keys = OptionCatalog.all().stream().map(ConfigOption::key).toList();

        assertThat(keys).hasSizeGreaterThan(20).allMatch(key -> key.startsWith("exactly-once."));
        for (String key : keys) {
            assertThat(keys).noneMatch(other -> other.startsWith(key + "."));
        }
    }

    @Test
    void aMistypedKeyIsRefusedWithTheOneThatWasMeant() {
        assertThat(parse(Map.of("exactly-once.source.start-form", "latest")).violations())
                .singleElement()
                .satisfies(
                        violation -> {
                            assertThat(violation.field())
                                    .isEqualTo("exactly-once.source.start-form");
                            assertThat(violation.fix()).contains("exactly-once.source.start-from");
                        });
    }

    @Test
    void allErrorsComeAtOnce() {
        ExactlyOnceConfig.Parsed parsed =
                ExactlyOnceConfig.parse(
                        Configuration.fromMap(
                                Map.of(
                                        "exactly-once.source.start-from", "yesterday",
                                        "exactly-once.sink.transaction-timeout", "soon",
                                        "exactly-once.revision", "0",
                                        "exactly-once.typo", "1")));

        assertThat(parsed.violations())
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "exactly-once.typo",
                        "exactly-once.sink.transactional-id-prefix",
                        "exactly-once.sink.transaction-timeout",
                        "exactly-once.kafka.bootstrap-servers",
                        "exactly-once.source.start-from",
                        "exactly-once.revision");
    }

    @ParameterizedTest
    @CsvSource({
        "exactly-once.source.start-timestamp, tomorrow",
        "exactly-once.source.start-timestamp, 99999999999999999999",
        "exactly-once.source.start-timestamp, ''",
        "exactly-once.sink.transaction-timeout, 0 s",
        "exactly-once.sink.transaction-timeout, 30 d",
        "exactly-once.dedupe.ttl, 0 s",
        "exactly-once.sink.max-record-size, 1 b",
        "exactly-once.sink.naming-strategy, RANDOM",
        "exactly-once.check.plain-savepoints, -1",
        "exactly-once.check.plain-savepoints, many",
        "exactly-once.checkpoints.file-storage-is-durable, perhaps",
        "exactly-once.on-unknown-commit, perhaps",
        "exactly-once.accept-lost-commits, eo1.a.out.-0-17",
        "exactly-once.accept-lost-commits, *@17"
    })
    void aValueThatCannotBeReadIsAViolationOfItsField(String key, String value) {
        Map<String, String> keys = new HashMap<>();
        keys.put("exactly-once.source.start-from", "timestamp");
        keys.put("exactly-once.source.start-timestamp", "0");
        keys.put(key, value);

        assertThat(parse(keys).violations()).extracting(Violation::field).containsExactly(key);
    }

    private static ExactlyOnceConfig.Parsed parse(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(LEAST);
        all.putAll(more);
        return ExactlyOnceConfig.parse(Configuration.fromMap(all));
    }
}
