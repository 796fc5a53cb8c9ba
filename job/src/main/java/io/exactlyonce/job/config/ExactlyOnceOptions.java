package io.exactlyonce.job.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/**
 * The keys a job reads, but for those of {@link CommitOptions}. Keys live in Flink's own
 * configuration, so the same jar runs on a laptop and in a cluster. No key is a prefix of another
 * one: Flink 2 refuses such pairs.
 */
public final class ExactlyOnceOptions {
    /** All keys start so. */
    public static final String PREFIX = "exactly-once.";

    public static final ConfigOption<String> BOOTSTRAP_SERVERS =
            ConfigOptions.key("exactly-once.kafka.bootstrap-servers")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Kafka brokers, host:port separated by commas. Required.");

    public static final ConfigOption<Map<String, String>> KAFKA_PROPERTIES =
            ConfigOptions.key("exactly-once.kafka.properties")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Kafka client properties for source, sink and checks, one key each: "
                                    + "`exactly-once.kafka.properties.security.protocol: SASL_SSL`. "
                                    + "A value `${env:NAME}` is read from the environment of each "
                                    + "process, so that no secret stands in a job graph.");

    public static final ConfigOption<List<String>> SOURCE_TOPICS =
            ConfigOptions.key("exactly-once.source.topics")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "Topics to read, separated by `;`. Required by the runnable jar. A "
                                    + "topic that is taken out is still read after a start from "
                                    + "state, which holds its partitions; only a start without "
                                    + "state forgets it.");

    public static final ConfigOption<String> SOURCE_GROUP_ID =
            ConfigOptions.key("exactly-once.source.group-id")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Consumer group under which progress is shown to monitoring tools. The "
                                    + "truth is the job's state. Default: the transactional-id "
                                    + "prefix without its revision.");

    public static final ConfigOption<StartFrom> SOURCE_START_FROM =
            ConfigOptions.key("exactly-once.source.start-from")
                    .enumType(StartFrom.class)
                    .defaultValue(StartFrom.EARLIEST)
                    .withDescription(
                            "Where a first start, one without state, begins: `earliest`, `latest`, "
                                    + "`timestamp` or `group-offsets`. A start from state ignores "
                                    + "it. `group-offsets` logs a warning: offsets of the group "
                                    + "trail the state, so records can come twice.");

    public static final ConfigOption<String> SOURCE_START_TIMESTAMP =
            ConfigOptions.key("exactly-once.source.start-timestamp")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "With `start-from: timestamp`: ISO-8601 instant "
                                    + "(`2026-01-31T00:00:00Z`) or milliseconds since 1970.");

    public static final ConfigOption<LostInput> SOURCE_ON_LOST_INPUT =
            ConfigOptions.key("exactly-once.source.on-lost-input")
                    .enumType(LostInput.class)
                    .defaultValue(LostInput.FAIL)
                    .withDescription(
                            "What to do when retention deleted input that was not read yet: `fail` "
                                    + "stops the job with the partition and offset "
                                    + "(`OffsetOutOfRangeException`); `skip-to-earliest` accepts "
                                    + "the loss and goes on with what is left. Not covered: a "
                                    + "partition added to a topic while the job runs, until its "
                                    + "first record is read; the connector notes no offset for it. "
                                    + "False alarm: input of a transactional producer, emptied by "
                                    + "retention after a quiet time, now begins one offset (a "
                                    + "transaction marker) behind what the job wants. Nothing "
                                    + "unread is lost then; start once with `skip-to-earliest`.");

    public static final ConfigOption<Map<String, String>> SOURCE_PROPERTIES =
            ConfigOptions.key("exactly-once.source.properties")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Kafka consumer properties of the source, over those of "
                                    + "`exactly-once.kafka.properties`. `isolation.level` is "
                                    + "always `read_committed`; anything else is refused.");

    public static final ConfigOption<String> SINK_TOPIC =
            ConfigOptions.key("exactly-once.sink.topic")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Topic to write. Required by the runnable jar.");

    public static final ConfigOption<String> SINK_DEAD_LETTER_TOPIC =
            ConfigOptions.key("exactly-once.sink.dead-letter-topic")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Topic for records that cannot be processed, written in the same "
                                    + "transaction, with the reason in headers. Required by the "
                                    + "runnable jar.");

    public static final ConfigOption<String> SINK_PREFIX =
            ConfigOptions.key("exactly-once.sink.transactional-id-prefix")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Start of every transactional id of this revision of the job, ending "
                                    + "in a dot: `eo1.payments.orders.k3j5x7aq.r000001.`. Unique "
                                    + "in the whole Kafka cluster, new for every revision; the "
                                    + "operator injects it. Required.");

    public static final ConfigOption<NamingStrategy> SINK_NAMING =
            ConfigOptions.key("exactly-once.sink.naming-strategy")
                    .enumType(NamingStrategy.class)
                    .defaultValue(NamingStrategy.INCREMENTING)
                    .withDescription(
                            "How the connector names transactions: `INCREMENTING` or `POOLING`. A "
                                    + "job that ran with `POOLING` cannot go back.");

    public static final ConfigOption<Duration> SINK_TRANSACTION_TIMEOUT =
            ConfigOptions.key("exactly-once.sink.transaction-timeout")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(15))
                    .withDescription(
                            "`transaction.timeout.ms` of the sink: at least the formula of the "
                                    + "start check, at most what every broker allows "
                                    + "(`transaction.max.timeout.ms`, 15 min on a stock broker).");

    public static final ConfigOption<MemorySize> SINK_MAX_RECORD_SIZE =
            ConfigOptions.key("exactly-once.sink.max-record-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(1))
                    .withDescription(
                            "Largest record the output topics accept, as it goes over the wire "
                                    + "(`max.request.size` of the producer; keep it at or below "
                                    + "`max.message.bytes` of the topics). A larger one goes to "
                                    + "the dead-letter topic without its value, which stays in "
                                    + "the input topic.");

    public static final ConfigOption<Duration> SINK_MAX_TIMESTAMP_AHEAD =
            ConfigOptions.key("exactly-once.sink.max-timestamp-ahead")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(50))
                    .withDescription(
                            "How far the timestamp of a record may lie ahead of the clock. Topics "
                                    + "refuse what is further ahead than their "
                                    + "`message.timestamp.after.max.ms` (1 h by default), so such "
                                    + "a record goes to the dead-letter topic, with the time of "
                                    + "its writing.");

    public static final ConfigOption<Map<String, String>> SINK_PROPERTIES =
            ConfigOptions.key("exactly-once.sink.properties")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Kafka producer properties of the sink, over those of "
                                    + "`exactly-once.kafka.properties`. Properties that make up "
                                    + "the guarantee are refused.");

    public static final ConfigOption<Integer> REVISION =
            ConfigOptions.key("exactly-once.revision")
                    .intType()
                    .defaultValue(1)
                    .withDescription(
                            "Number of this revision of the deployment, injected by the operator "
                                    + "and read back from the running JobManager.");

    public static final ConfigOption<String> PIPELINE =
            ConfigOptions.key("exactly-once.pipeline.name")
                    .stringType()
                    .defaultValue("copy")
                    .withDescription(
                            "Pipeline of the runnable jar: `copy`, `dedupe`, `totals`, or one of "
                                    + "yours, found by ServiceLoader.");

    public static final ConfigOption<ValueFormat> PIPELINE_FORMAT =
            ConfigOptions.key("exactly-once.pipeline.format")
                    .enumType(ValueFormat.class)
                    .defaultValue(ValueFormat.RAW)
                    .withDescription(
                            "How record values are read: `raw` (bytes, never parsed), `json` (one "
                                    + "object a record) or `csv` (one line a record).");

    public static final ConfigOption<List<String>> PIPELINE_CSV_COLUMNS =
            ConfigOptions.key("exactly-once.pipeline.csv-columns")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription("Names of the columns of `csv`, in order, separated by `;`.");

    public static final ConfigOption<String> PIPELINE_KEY_FIELD =
            ConfigOptions.key("exactly-once.pipeline.key-field")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Field that `totals` groups by. Records in which it is null, empty "
                                    + "(CSV) or missing form one group of their own.");

    public static final ConfigOption<String> PIPELINE_VALUE_FIELD =
            ConfigOptions.key("exactly-once.pipeline.value-field")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Numeric field that `totals` adds up. Default: the first numeric field "
                                    + "of each record other than the key, so set it where that "
                                    + "field can be empty. Null or missing counts "
                                    + "the record without a value; anything else that is no "
                                    + "number is a dead letter.");

    public static final ConfigOption<String> DEDUPE_ID_HEADER =
            ConfigOptions.key("exactly-once.dedupe.id-header")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Record header that holds the event id for `dedupe`. Set this or "
                                    + "`exactly-once.dedupe.id-field`.");

    public static final ConfigOption<String> DEDUPE_ID_FIELD =
            ConfigOptions.key("exactly-once.dedupe.id-field")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Field that holds the event id for `dedupe`; looked at when the header is "
                                    + "not there. A record without an id, or with an empty one, is "
                                    + "an event of its own and is never dropped.");

    public static final ConfigOption<Duration> DEDUPE_TTL =
            ConfigOptions.key("exactly-once.dedupe.ttl")
                    .durationType()
                    .defaultValue(Duration.ofDays(1))
                    .withDescription(
                            "How long an event id is remembered after it was first seen. A repeat "
                                    + "that comes later passes.");

    public static final ConfigOption<Duration> CHECK_MAX_OUTAGE =
            ConfigOptions.key("exactly-once.check.max-outage")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(8))
                    .withDescription(
                            "R of the formula: longest time from a completed checkpoint until a "
                                    + "recovered job commits it (fail-over, image pull, download "
                                    + "of state).");

    public static final ConfigOption<Duration> CHECK_SLACK =
            ConfigOptions.key("exactly-once.check.slack")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(1))
                    .withDescription("B of the formula: reserve, at least 1 min.");

    public static final ConfigOption<Integer> CHECK_PLAIN_SAVEPOINTS =
            ConfigOptions.key("exactly-once.check.plain-savepoints")
                    .intType()
                    .defaultValue(0)
                    .withDescription(
                            "S of the formula: plain savepoints that may come between two "
                                    + "checkpoints; each one delays the commit.");

    public static final ConfigOption<Duration> CHECK_BROKER_WAIT =
            ConfigOptions.key("exactly-once.check.broker-wait")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription(
                            "How long the start check waits for brokers that do not answer. After "
                                    + "that the job starts unverified, with a warning: a broker "
                                    + "that is away must not keep a job from its state. A refused "
                                    + "log-in is tried again for up to 10 s of this time, then "
                                    + "the start is refused.");

    public static final ConfigOption<Boolean> CHECKPOINTS_FILE_DURABLE =
            ConfigOptions.key("exactly-once.checkpoints.file-storage-is-durable")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Declares that a `file:` checkpoint directory is a shared, durable "
                                    + "mount (NFS, a ReadWriteMany volume). Without it `file:` "
                                    + "is refused.");

    private ExactlyOnceOptions() {}
}
