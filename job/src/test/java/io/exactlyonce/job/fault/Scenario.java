package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.config.NamingStrategy;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline with topics of its own, through several runs. Every run gets a new prefix, as every
 * revision does in production. Checkpoints happen when the test asks for one, or every 300 ms with
 * {@link #checkpointingByItself()}.
 */
final class Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEYS = 16;

    private final Bench bench;
    private final String name;
    private final Map<String, String> config;
    private Expected expected;
    private int revision;
    private int produced;
    private int awaited;

    private Scenario(Bench bench, String name) {
        this.bench = bench;
        this.name = name;
        this.expected = Expected.copy(out());
        this.config = new HashMap<>(TestJob.config(bench.kafka(), bench.folder().resolve(name)));
        config.put("execution.checkpointing.interval", "4 min");
        config.put("execution.checkpointing.min-pause", "3 min");
        config.put("exactly-once.check.max-outage", "0 s");
        config.put("exactly-once.source.topics", in());
        config.put("exactly-once.sink.topic", out());
        config.put("exactly-once.sink.dead-letter-topic", dead());
    }

    /** A job that copies four partitions to two, with nothing sent yet. */
    static Scenario copy(Bench bench, String name) {
        Scenario scenario = new Scenario(bench, name);
        bench.kafka().create(scenario.in(), 4);
        bench.kafka().create(scenario.out(), 2);
        bench.kafka().create(scenario.dead(), 1);
        return scenario;
    }

    /** As {@link #copy}, but with totals per key: state in RocksDB and a shuffle. */
    static Scenario totals(Bench bench, String name) {
        Scenario scenario = copy(bench, name);
        scenario.expected = Expected.totals(scenario.out());
        return scenario.with("exactly-once.pipeline.name", "totals")
                .with("exactly-once.pipeline.format", "csv")
                .with("exactly-once.pipeline.csv-columns", "key;value")
                .with("exactly-once.pipeline.key-field", "key");
    }

    Scenario with(String key, String value) {
        config.put(key, value);
        return this;
    }

    Scenario naming(NamingStrategy naming) {
        return with("exactly-once.sink.naming-strategy", naming.name());
    }

    Scenario parallelism(int parallelism) {
        return with("parallelism.default", String.valueOf(parallelism));
    }

    Scenario checkpointingByItself() {
        config.remove("execution.checkpointing.min-pause");
        return with("execution.checkpointing.interval", "300 ms");
    }

    Scenario fault(Fault fault) {
        FaultPoint.arm(name, fault);
        return this;
    }

    /** Under which its fault is armed. */
    String name() {
        return name;
    }

    String in() {
        return name + "-in";
    }

    String out() {
        return name + "-out";
    }

    String dead() {
        return name + "-dead";
    }

    /** What all prefixes of this scenario share. */
    String stem() {
        return "eo1.faults." + name + ".";
    }

    Map<String, String> config() {
        return config;
    }

    /** The next revision, from a savepoint or without state. */
    TestJob start(@Nullable String savepoint) {
        return start(savepoint, new FaultyJob(name));
    }

    TestJob start(@Nullable String savepoint, TestJob.Topology topology) {
        return submit(savepoint, topology).awaitRunning();
    }

    /** As {@link #start}, without the expectation that the job runs. */
    TestJob submit(@Nullable String savepoint, TestJob.Topology topology) {
        return TestJob.start(bench.cluster(), nextRun(savepoint), topology);
    }

    /** The configuration of the next revision. */
    Map<String, String> nextRun(@Nullable String savepoint) {
        revision++;
        Map<String, String> run = new HashMap<>(config);
        run.put(
                "exactly-once.sink.transactional-id-prefix",
                stem() + String.format("r%06d.", revision));
        if (savepoint != null) {
            run.put("execution.state-recovery.path", savepoint);
        }
        return run;
    }

    /** Stops with a savepoint and returns its path. */
    String stop(TestJob job) {
        return job.stopWithSavepoint(savepoints());
    }

    Path savepoints() {
        return bench.folder().resolve(name + "-savepoints");
    }

    /** Sends that many more {@code key,number} lines. */
    void send(int count) {
        List<String> lines =
                IntStream.range(produced, produced + count).mapToObj(Scenario::line).toList();
        produced += count;
        bench.kafka().send(in(), lines);
    }

    /** The line of that number: deterministic, sixteen keys, values that go up and down. */
    static String line(int number) {
        return "k" + number % KEYS + "," + (number * 7919L % 1000 - 300);
    }

    /** Waits until so many records are in the output topic, committed, open and aborted ones. */
    void awaitWritten(int count) {
        await(count + " written").atMost(PATIENCE).until(() -> written() >= count);
        assertThat(written()).isEqualTo(count);
        awaited = count;
    }

    /** As {@link #awaitWritten}, counted from the last time; returns the sum. */
    int awaitMoreWritten(int more) {
        awaitWritten(awaited + more);
        return awaited;
    }

    /** Waits until so many records can be read read_committed. */
    void awaitCommitted(int count) {
        await(count + " committed").atMost(PATIENCE).until(() -> committed().size() >= count);
    }

    int written() {
        return kafka().uncommitted(out()).size();
    }

    List<ConsumerRecord<byte[], byte[]>> committed() {
        return kafka().committed(out());
    }

    List<String> openTransactions() {
        return kafka().openTransactions(stem());
    }

    /** The oracle, after a stop. */
    void assertExactlyOnce() {
        List<ConsumerRecord<byte[], byte[]>> input = kafka().committed(in());
        assertThat(input).isNotEmpty();
        assertExactlyOnce(expected.of(input));
    }

    /** The oracle, when the test knows better what to expect; dead letters included. */
    void assertExactlyOnce(List<Output> outputs) {
        List<ConsumerRecord<byte[], byte[]>> all = committed();
        all.addAll(kafka().committed(dead()));
        assertThat(Oracle.findings(outputs, all, openTransactions())).isEmpty();
    }

    private TestKafka kafka() {
        return bench.kafka();
    }
}
