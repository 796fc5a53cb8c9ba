package io.exactlyonce.examples;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs an example as an operator does: a revision, a savepoint, the next one from there. */
final class TwoRevisions {
    /** Starts an example in an environment. */
    @FunctionalInterface
    interface Example {
        JobClient start(StreamExecutionEnvironment environment) throws Exception;
    }

    private final TestKafka kafka;
    private final Path folder;
    private final String name;

    TwoRevisions(TestKafka kafka, Path folder, String name) {
        this.kafka = kafka;
        this.folder = folder;
        this.name = name;
    }

    /** Prefix of a revision, as the operator forms it. */
    String prefix(int revision) {
        return "eo1.test.%s.aaaaaaaa.r%06d.".formatted(name, revision);
    }

    /**
     * Runs the example on the orders that are there and on some that come between the revisions,
     * until all have a result in every topic.
     *
     * @return the transactional ids that it used
     */
    Set<String> run(Example example, String... topics) throws Exception {
        Set<String> before = kafka.transactionalIds();
        JobClient first = start(example, configuration(1));
        awaitResults(topics);
        String savepoint =
                first.stopWithSavepoint(
                                false,
                                folder.resolve("savepoints").toUri().toString(),
                                SavepointFormatType.NATIVE)
                        .get(60, TimeUnit.SECONDS);
        kafka.sendOrders(0, 30, true);
        Map<String, String> next = configuration(2);
        next.put("execution.state-recovery.path", savepoint);
        JobClient second = start(example, next);
        awaitResults(topics);
        second.stopWithSavepoint(
                        false,
                        folder.resolve("savepoints").toUri().toString(),
                        SavepointFormatType.NATIVE)
                .get(60, TimeUnit.SECONDS);
        Set<String> used = kafka.transactionalIds();
        used.removeAll(before);
        return used;
    }

    /** What the operator injects, and the checkpoints that the guarantee rests on. */
    Map<String, String> configuration(int revision) {
        Map<String, String> flink = new HashMap<>();
        flink.put("exactly-once.kafka.bootstrap-servers", kafka.bootstrapServers());
        flink.put("exactly-once.sink.transactional-id-prefix", prefix(revision));
        flink.put("exactly-once.sink.transaction-timeout", "15 min");
        flink.put("exactly-once.checkpoints.file-storage-is-durable", "true");
        flink.put("execution.checkpointing.interval", "300 ms");
        flink.put("execution.checkpointing.timeout", "1 min");
        flink.put("execution.checkpointing.tolerable-failed-checkpoints", "0");
        flink.put("execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
        flink.put("parallelism.default", "2");
        return flink;
    }

    private static JobClient start(Example example, Map<String, String> flink) throws Exception {
        return example.start(
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(flink)));
    }

    private void awaitResults(String... topics) {
        int orders = kafka.committed("orders").size();
        for (String topic : topics) {
            await("results in " + topic)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> kafka.committed(topic).size() >= orders);
        }
    }
}
