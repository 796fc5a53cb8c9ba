package io.exactlyonce.job;

import io.exactlyonce.job.check.BrokerCheck;
import io.exactlyonce.job.check.BrokerQuestion;
import io.exactlyonce.job.check.CheckpointSettings;
import io.exactlyonce.job.check.StartCheck;
import io.exactlyonce.job.check.StartGuard;
import io.exactlyonce.job.check.StartWarnings;
import io.exactlyonce.job.commit.CommitRules;
import io.exactlyonce.job.commit.LoudKafkaSink;
import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.NamingStrategy;
import io.exactlyonce.job.config.StartFrom;
import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.job.config.Violation;
import io.exactlyonce.job.kafka.AdminBrokerPort;
import io.exactlyonce.job.kafka.ClientProperties;
import io.exactlyonce.job.kafka.ClientSettings;
import io.exactlyonce.job.kafka.GuardedSchema;
import io.exactlyonce.job.kafka.KnownTopicsSchema;
import io.exactlyonce.job.kafka.OutputSchema;
import io.exactlyonce.job.kafka.StartingOffsets;
import io.exactlyonce.job.lane.LaneStamper;
import io.exactlyonce.job.record.OutputRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exactly-once from Kafka to Kafka for a job of your own. Everything comes from Flink's
 * configuration, see {@link ExactlyOnceOptions}:
 *
 * <pre>{@code
 * ExactlyOnce exactlyOnce = ExactlyOnce.of(environment);
 * KafkaSource<String> orders = exactlyOnce.source(List.of("orders"), schema);
 * Sink<String> results = exactlyOnce.sink("results", serializer);
 * environment.fromSource(orders, noWatermarks(), "orders").uid("orders")
 *         .map(…).uid("map").sinkTo(results).uid("results");
 * exactlyOnce.execute("my-job");
 * }</pre>
 *
 * <p>Start the job with {@link #execute}: it checks first. A sink of an unchecked, wrongly
 * configured job fails when it opens.
 */
public final class ExactlyOnce {
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnce.class);

    private final StreamExecutionEnvironment environment;
    private final ExactlyOnceConfig.Parsed parsed;
    private final List<String> sinks = new ArrayList<>();
    private final Set<String> topics = new TreeSet<>();
    private final Set<String> written = new TreeSet<>();
    private final List<Violation> more = new ArrayList<>();
    private final StartGuard guard = new StartGuard();
    private final List<Violation> unreadable;

    private ExactlyOnce(StreamExecutionEnvironment environment) {
        this.environment = environment;
        this.parsed = ExactlyOnceConfig.parse(environment.getConfiguration());
        this.unreadable = ClientSettings.violations(parsed.config());
    }

    /** Reads the configuration of the environment; errors are told by {@link #check()}. */
    public static ExactlyOnce of(StreamExecutionEnvironment environment) {
        return new ExactlyOnce(environment);
    }

    /** The configuration as it was read. */
    public ExactlyOnceConfig config() {
        return parsed.config();
    }

    /** A source that reads committed records only, of the configured topics. */
    public <T> KafkaSource<T> source(KafkaRecordDeserializationSchema<T> schema) {
        return source(config().source().topics(), schema);
    }

    /** A source that reads committed records only. */
    public <T> KafkaSource<T> source(
            List<String> names, KafkaRecordDeserializationSchema<T> schema) {
        if (names.isEmpty()) {
            throw new StartRefusedException(violations());
        }
        topics.addAll(names);
        ExactlyOnceConfig.Source source = config().source();
        if (source.startFrom() == StartFrom.GROUP_OFFSETS) {
            LOG.warn(
                    "A start without state will begin at the offsets of group {}. They trail the"
                            + " state of the job: records that a final savepoint held come twice."
                            + " Start from the savepoint instead",
                    source.groupId());
        }
        return KafkaSource.<T>builder()
                .setTopics(names)
                .setGroupId(source.groupId())
                .setProperties(ClientProperties.consumer(config()))
                .setStartingOffsets(StartingOffsets.of(source))
                .setDeserializer(schema)
                .build();
    }

    /**
     * An exactly-once sink. Its transactional ids start with the revision's prefix, its name and a
     * dot. It is the connector's sink, with its state, but a transaction that cannot be committed
     * is never dropped in silence: see {@link LoudKafkaSink}.
     *
     * @param name unique in the job, fixed for its life: 1 to 64 letters, digits, '_' or '-'
     */
    public <T> Sink<T> sink(String name, KafkaRecordSerializationSchema<T> schema) {
        sinks.add(name);
        KnownTopicsSchema<T> topicsKnown = new KnownTopicsSchema<>(schema, Set.copyOf(written));
        if (config().sink().naming() == NamingStrategy.POOLING && !topicsKnown.complete()) {
            more.add(topicsUnknown(name));
        }
        guard.refuse(violations());
        Properties client = ClientProperties.producer(config());
        KafkaSink<T> connector =
                KafkaSink.<T>builder()
                        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setBootstrapServers(config().kafka().bootstrapServers())
                        .setKafkaProducerConfig(client)
                        .setTransactionalIdPrefix(config().sink().prefix() + name + ".")
                        .setTransactionNamingStrategy(
                                TransactionNamingStrategy.valueOf(config().sink().naming().name()))
                        .setRecordSerializer(new GuardedSchema<>(topicsKnown, guard))
                        .build();
        return LoudKafkaSink.around(connector, client, commitRules());
    }

    private CommitRules commitRules() {
        return new CommitRules(
                config().sink().naming() == NamingStrategy.POOLING,
                config().commit().onUnknown(),
                config().commit().accepted());
    }

    /** Stamps records with their lanes, the evidence that {@code audit} reads, and writes them. */
    public void write(DataStream<OutputRecord> stream, String name) {
        Sink<OutputRecord> sink = sink(name, new OutputSchema());
        stream.map(new LaneStamper())
                .returns(OutputRecord.class)
                .uid("stamp-" + name)
                .name("stamp-" + name)
                .sinkTo(sink)
                .uid("sink-" + name)
                .name("sink-" + name);
    }

    /**
     * Names every topic that the job writes: the check waits until they exist, and with POOLING the
     * sinks look there for transactions that a failure left open.
     *
     * @throws IllegalStateException after the first sink, which would not know of them
     */
    public ExactlyOnce writesTo(List<String> names) {
        if (!sinks.isEmpty()) {
            throw new IllegalStateException(
                    "Topics "
                            + names
                            + " were named after sink '"
                            + sinks.get(0)
                            + "' was made, which does not know of them. Call writesTo first");
        }
        topics.addAll(names);
        written.addAll(names);
        return this;
    }

    /** Adds what is wrong with a configuration beyond what this library reads. */
    public ExactlyOnce refuse(List<Violation> violations) {
        more.addAll(violations);
        return this;
    }

    /**
     * Refuses a job that cannot be exactly-once.
     *
     * @throws StartRefusedException with every violation; brokers that do not answer are none
     */
    public void check() {
        List<Violation> violations = violations();
        StartWarnings.withoutHighAvailability(
                        environment instanceof LocalStreamEnvironment,
                        environment.getConfiguration())
                .ifPresent(LOG::warn);
        if (violations.isEmpty()) {
            violations = askBrokers();
        }
        guard.refuse(violations);
        if (!violations.isEmpty()) {
            throw new StartRefusedException(violations);
        }
    }

    private List<Violation> askBrokers() {
        ExactlyOnceConfig.Sink sink = config().sink();
        Duration wait = config().check().brokerWait();
        AdminBrokerPort brokers =
                new AdminBrokerPort(ClientProperties.admin(config()), sink.prefix(), wait);
        BrokerQuestion question =
                new BrokerQuestion(
                        sink.transactionTimeout(),
                        Set.copyOf(topics),
                        Set.copyOf(written),
                        new BrokerQuestion.Limits(
                                sink.maxRecordSize(),
                                sink.maxTimestampAhead(),
                                sink.deadLetterTopic()));
        return new BrokerCheck(brokers).violations(question, wait);
    }

    /** {@link #check() Checks}, then runs the job. */
    public JobExecutionResult execute(String jobName) throws Exception {
        check();
        return environment.execute(jobName);
    }

    private List<Violation> violations() {
        List<Violation> violations =
                new ArrayList<>(
                        StartCheck.violations(parsed, CheckpointSettings.of(environment), sinks));
        Set<String> told = violations.stream().map(Violation::field).collect(Collectors.toSet());
        unreadable.stream()
                .filter(violation -> !told.contains(violation.field()))
                .forEach(violations::add);
        violations.addAll(more);
        return violations;
    }

    private static Violation topicsUnknown(String sink) {
        return new Violation(
                "sink '" + sink + "'",
                "its topics are not known, and "
                        + ExactlyOnceOptions.SINK_NAMING.key()
                        + " is POOLING",
                "after a failure it would not find the transactions it left open",
                "name the topics with writesTo before making the sink, or use INCREMENTING");
    }
}
