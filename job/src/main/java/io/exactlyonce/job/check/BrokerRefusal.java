package io.exactlyonce.job.check;

import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.Violation;
import java.time.Duration;

/** What brokers can refuse, as violations. */
public final class BrokerRefusal {
    private static final String LOOP = "the job would fail again and again";

    private BrokerRefusal() {}

    /** The transaction timeout is above the smallest maximum of the brokers. */
    public static Violation timeoutTooLong(Duration timeout, Duration maximum) {
        return timeout(timeout, " of " + TimeText.of(maximum));
    }

    /** As {@link #timeoutTooLong}, by a broker that does not tell its maximum. */
    public static Violation timeoutRefused(Duration timeout) {
        return timeout(timeout, "");
    }

    private static Violation timeout(Duration timeout, String maximum) {
        return new Violation(
                ExactlyOnceOptions.SINK_TRANSACTION_TIMEOUT.key(),
                TimeText.of(timeout) + ", above the brokers' transaction.max.timeout.ms" + maximum,
                "the brokers refuse the producer and " + LOOP,
                "lower it, or raise transaction.max.timeout.ms on every broker");
    }

    /** The job may not use ids below its prefix. */
    public static Violation idNotAuthorized(String transactionalId) {
        return new Violation(
                ExactlyOnceOptions.SINK_PREFIX.key(),
                "not authorized for transactional id '" + transactionalId + "'",
                "the sink cannot open a transaction",
                "allow WRITE on TransactionalId with a PREFIXED pattern on the stem that all"
                        + " revisions share");
    }

    /**
     * The job may not use a topic.
     *
     * @param operation READ or WRITE
     */
    public static Violation topicNotAuthorized(String topic, String operation) {
        return new Violation(
                "topic '" + topic + "'",
                "not authorized to " + operation,
                LOOP,
                "allow " + operation + " on the topic to the user of the job");
    }

    /** Kafka cannot have a topic of this name. */
    public static Violation topicInvalid(String topic) {
        return new Violation(
                "topic '" + topic + "'",
                "not a name that Kafka takes",
                "there is no such topic and never will be",
                "correct the name; topics of a list are separated by ';'");
    }

    /** A topic takes smaller records than the job may write. */
    public static Violation recordsTooLarge(String topic, int topicMaximum, int jobMaximum) {
        return new Violation(
                ExactlyOnceOptions.SINK_MAX_RECORD_SIZE.key(),
                jobMaximum
                        + " bytes, above max.message.bytes "
                        + topicMaximum
                        + " of topic '"
                        + topic
                        + "'",
                "the topic refuses a record between the two, and " + LOOP,
                "lower it, or raise max.message.bytes of the topic");
    }

    /** A topic takes less of the future than the job lets pass. */
    public static Violation timestampsTooFarAhead(
            String topic, Duration topicMaximum, Duration jobMaximum) {
        return new Violation(
                ExactlyOnceOptions.SINK_MAX_TIMESTAMP_AHEAD.key(),
                TimeText.of(jobMaximum)
                        + ", above message.timestamp.after.max.ms "
                        + topicMaximum.toMillis()
                        + " of topic '"
                        + topic
                        + "'",
                "the topic refuses a record with a timestamp between the two, and " + LOOP,
                "lower it, or raise message.timestamp.after.max.ms of the topic");
    }

    /** Dead letters may have no key, which a compacted topic refuses. */
    public static Violation deadLettersCompacted(String topic) {
        return new Violation(
                ExactlyOnceOptions.SINK_DEAD_LETTER_TOPIC.key(),
                "topic '" + topic + "' is compacted",
                "it refuses dead letters without a key, as that of an oversized record, and "
                        + LOOP
                        + "; of others it keeps the last of each key",
                "set cleanup.policy of the topic to delete, or name another topic");
    }

    /** The client cannot be made, or the brokers refuse its credentials. */
    public static Violation clientRefused(String reason) {
        return new Violation(
                ExactlyOnceOptions.KAFKA_PROPERTIES.key(),
                reason,
                "the job cannot talk to Kafka with these properties",
                "correct "
                        + ExactlyOnceOptions.BOOTSTRAP_SERVERS.key()
                        + " or the client properties");
    }
}
