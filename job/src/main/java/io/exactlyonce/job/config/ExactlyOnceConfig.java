package io.exactlyonce.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * Everything a job reads from {@code exactly-once.*}, parsed once. Absent values are null; what may
 * not be absent is told by {@link Parsed#violations()}.
 */
public record ExactlyOnceConfig(
        Kafka kafka,
        Source source,
        Sink sink,
        Commit commit,
        Pipeline pipeline,
        Check check,
        int revision) {

    /**
     * @param bootstrapServers brokers, host:port separated by commas; empty when absent
     * @param properties client properties for source, sink and checks
     */
    public record Kafka(String bootstrapServers, Map<String, String> properties) {}

    /**
     * @param startTimestamp with {@link StartFrom#TIMESTAMP}: milliseconds since 1970
     */
    public record Source(
            List<String> topics,
            String groupId,
            StartFrom startFrom,
            long startTimestamp,
            LostInput onLostInput,
            Map<String, String> properties) {}

    /**
     * @param prefix the revision's prefix, ending in a dot; empty when absent
     * @param maxRecordSize bytes on the wire
     */
    public record Sink(
            @Nullable String topic,
            @Nullable String deadLetterTopic,
            String prefix,
            NamingStrategy naming,
            Duration transactionTimeout,
            int maxRecordSize,
            Duration maxTimestampAhead,
            Map<String, String> properties) {}

    /**
     * @param onUnknown with POOLING, when the brokers cannot tell of a commit any more
     * @param accepted what the sink may go on without
     */
    public record Commit(UnknownCommit onUnknown, List<AcceptedLoss> accepted) {}

    /** What the runnable pipelines read. */
    public record Pipeline(
            String name,
            ValueFormat format,
            List<String> csvColumns,
            @Nullable String keyField,
            @Nullable String valueField,
            Dedupe dedupe)
            implements Serializable {}

    /**
     * @param ttl how long an event id is remembered
     */
    public record Dedupe(@Nullable String idHeader, @Nullable String idField, Duration ttl)
            implements Serializable {}

    /**
     * @param maxOutage R of the formula
     * @param slack B of the formula
     * @param plainSavepoints S of the formula
     */
    public record Check(
            Duration maxOutage,
            Duration slack,
            int plainSavepoints,
            Duration brokerWait,
            boolean fileStorageIsDurable) {}

    /** A configuration and all that is wrong with it. */
    public record Parsed(ExactlyOnceConfig config, List<Violation> violations) {}

    /** Reads the configuration; never throws, every error is a violation. */
    public static Parsed parse(ReadableConfig flink) {
        ConfigReader read = new ConfigReader(flink);
        read.refuseUnknownKeys();
        Sink sink = sink(read);
        ExactlyOnceConfig config =
                new ExactlyOnceConfig(
                        new Kafka(
                                read.required(
                                        ExactlyOnceOptions.BOOTSTRAP_SERVERS,
                                        "the job cannot reach Kafka"),
                                read.map(ExactlyOnceOptions.KAFKA_PROPERTIES)),
                        source(read, sink.prefix()),
                        sink,
                        new Commit(
                                read.value(CommitOptions.ON_UNKNOWN_COMMIT), read.acceptedLosses()),
                        pipeline(read),
                        check(read),
                        read.atLeast(ExactlyOnceOptions.REVISION, 1));
        return new Parsed(config, read.violations());
    }

    private static Source source(ConfigReader read, String prefix) {
        StartFrom startFrom = read.value(ExactlyOnceOptions.SOURCE_START_FROM);
        String groupId = read.optional(ExactlyOnceOptions.SOURCE_GROUP_ID);
        return new Source(
                read.list(ExactlyOnceOptions.SOURCE_TOPICS),
                groupId != null ? groupId : withoutRevision(prefix),
                startFrom,
                startFrom == StartFrom.TIMESTAMP ? read.startTimestamp() : 0,
                read.value(ExactlyOnceOptions.SOURCE_ON_LOST_INPUT),
                read.map(ExactlyOnceOptions.SOURCE_PROPERTIES));
    }

    private static Sink sink(ConfigReader read) {
        return new Sink(
                read.optional(ExactlyOnceOptions.SINK_TOPIC),
                read.optional(ExactlyOnceOptions.SINK_DEAD_LETTER_TOPIC),
                read.required(
                        ExactlyOnceOptions.SINK_PREFIX,
                        "without a prefix of its own, transactions of this job collide with"
                                + " those of other jobs on the same brokers"),
                read.value(ExactlyOnceOptions.SINK_NAMING),
                read.kafkaTimeout(ExactlyOnceOptions.SINK_TRANSACTION_TIMEOUT),
                read.bytes(ExactlyOnceOptions.SINK_MAX_RECORD_SIZE),
                read.notNegative(ExactlyOnceOptions.SINK_MAX_TIMESTAMP_AHEAD),
                read.map(ExactlyOnceOptions.SINK_PROPERTIES));
    }

    private static Pipeline pipeline(ConfigReader read) {
        return new Pipeline(
                read.value(ExactlyOnceOptions.PIPELINE),
                read.value(ExactlyOnceOptions.PIPELINE_FORMAT),
                read.list(ExactlyOnceOptions.PIPELINE_CSV_COLUMNS),
                read.optional(ExactlyOnceOptions.PIPELINE_KEY_FIELD),
                read.optional(ExactlyOnceOptions.PIPELINE_VALUE_FIELD),
                new Dedupe(
                        read.optional(ExactlyOnceOptions.DEDUPE_ID_HEADER),
                        read.optional(ExactlyOnceOptions.DEDUPE_ID_FIELD),
                        read.positive(ExactlyOnceOptions.DEDUPE_TTL)));
    }

    private static Check check(ConfigReader read) {
        return new Check(
                read.notNegative(ExactlyOnceOptions.CHECK_MAX_OUTAGE),
                read.notNegative(ExactlyOnceOptions.CHECK_SLACK),
                read.atLeast(ExactlyOnceOptions.CHECK_PLAIN_SAVEPOINTS, 0),
                read.notNegative(ExactlyOnceOptions.CHECK_BROKER_WAIT),
                read.value(ExactlyOnceOptions.CHECKPOINTS_FILE_DURABLE));
    }

    /** {@code eo1.ns.name.abc.r000001.} becomes {@code eo1.ns.name.abc}. */
    private static String withoutRevision(String prefix) {
        return prefix.replaceFirst("(\\.r\\d+)?\\.$", "");
    }
}
