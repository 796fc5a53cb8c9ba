package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.policy.SpellingSuggestion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keys that the job reads. Operator and job are released apart and do not know each other; a test
 * holds this list against the job's generated reference page.
 */
final class JobKeys {
    static final String PREFIX = "exactly-once.";
    static final String BOOTSTRAP_SERVERS = "exactly-once.kafka.bootstrap-servers";

    static final FlinkKey TRANSACTION_TIMEOUT = of("exactly-once.sink.transaction-timeout");
    static final FlinkKey NAMING_STRATEGY = of("exactly-once.sink.naming-strategy");
    static final FlinkKey MAX_OUTAGE = of("exactly-once.check.max-outage");
    static final FlinkKey SLACK = of("exactly-once.check.slack");
    static final FlinkKey PLAIN_SAVEPOINTS = of("exactly-once.check.plain-savepoints");

    /** Each of these and every key below it is one map of Kafka client properties. */
    static final List<String> MAPS =
            List.of(
                    "exactly-once.kafka.properties",
                    "exactly-once.sink.properties",
                    "exactly-once.source.properties");

    static final Set<String> ALL =
            Set.of(
                    "exactly-once.accept-lost-commits",
                    "exactly-once.check.broker-wait",
                    "exactly-once.check.max-outage",
                    "exactly-once.check.plain-savepoints",
                    "exactly-once.check.slack",
                    "exactly-once.checkpoints.file-storage-is-durable",
                    "exactly-once.dedupe.id-field",
                    "exactly-once.dedupe.id-header",
                    "exactly-once.dedupe.ttl",
                    BOOTSTRAP_SERVERS,
                    "exactly-once.on-unknown-commit",
                    "exactly-once.pipeline.csv-columns",
                    "exactly-once.pipeline.format",
                    "exactly-once.pipeline.key-field",
                    "exactly-once.pipeline.name",
                    "exactly-once.pipeline.value-field",
                    RevisionKeys.REVISION,
                    "exactly-once.sink.dead-letter-topic",
                    "exactly-once.sink.max-record-size",
                    "exactly-once.sink.max-timestamp-ahead",
                    "exactly-once.sink.naming-strategy",
                    "exactly-once.sink.topic",
                    "exactly-once.sink.transaction-timeout",
                    RevisionKeys.PREFIX,
                    "exactly-once.source.group-id",
                    "exactly-once.source.on-lost-input",
                    "exactly-once.source.start-from",
                    "exactly-once.source.start-timestamp",
                    "exactly-once.source.topics");

    private JobKeys() {}

    private static FlinkKey of(String name) {
        return new FlinkKey(List.of(name), FlinkVersion.V1_13, name);
    }

    static boolean isKnown(String key) {
        return ALL.contains(key) || MAPS.stream().anyMatch(map -> key.startsWith(map + "."));
    }

    /** The known key that was probably meant. */
    static Optional<String> closestTo(String key) {
        TreeSet<String> candidates = new TreeSet<>(ALL);
        candidates.addAll(MAPS);
        return SpellingSuggestion.of(key, candidates);
    }
}
