package io.exactlyonce.job.fault;

import io.exactlyonce.job.harness.TestCluster;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One broker and one Flink cluster of two TaskManagers with two slots each for all fault tests of
 * the process: starting them costs more than most tests. Tests run one after the other; a job that
 * a failed test left behind is cancelled.
 */
final class Bench implements BeforeAllCallback, AfterEachCallback {
    private @Nullable Parts parts;

    @Override
    public void beforeAll(ExtensionContext context) {
        parts =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.GLOBAL)
                        .computeIfAbsent(Parts.class, key -> Parts.start(), Parts.class);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (JobStatusMessage job : cluster().listJobs().get()) {
            if (!job.getJobState().isGloballyTerminalState()) {
                cluster().cancelJob(job.getJobId()).get();
            }
        }
    }

    TestKafka kafka() {
        return parts().kafka;
    }

    MiniCluster cluster() {
        return parts().cluster;
    }

    /** Where checkpoints and savepoints go. */
    Path folder() {
        return parts().folder;
    }

    /** Sum of a counter over all subtasks that run now. */
    long counter(TestJob job, String name) {
        String id = job.id().toString();
        return parts().metrics.getMetricsByGroup().entrySet().stream()
                .filter(group -> id.equals(group.getKey().getAllVariables().get("<job_id>")))
                .flatMap(group -> group.getValue().entrySet().stream())
                .filter(metric -> metric.getKey().equals(name))
                .mapToLong(metric -> ((Counter) metric.getValue()).getCount())
                .sum();
    }

    /** Takes the TaskManager that runs longest away, without a word to its tasks. */
    void killTaskManager() throws Exception {
        parts().cluster.terminateTaskManager(parts().running.removeFirst()).get();
    }

    /** Adds a fresh TaskManager. */
    void startTaskManager() throws Exception {
        parts().cluster.startTaskManager();
        parts().running.addLast(parts().started++);
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "Register the bench as an extension");
    }

    private static final class Parts implements AutoCloseable {
        private final Path folder;
        private final TestKafka kafka;
        private final MiniCluster cluster;
        private final Deque<Integer> running = new ArrayDeque<>(List.of(0, 1));
        private final InMemoryReporter metrics;
        private int started = 2;

        private Parts(Path folder, TestKafka kafka, MiniCluster cluster, InMemoryReporter metrics) {
            this.folder = folder;
            this.kafka = kafka;
            this.cluster = cluster;
            this.metrics = metrics;
        }

        static Parts start() {
            try {
                Path folder = Files.createTempDirectory("exactly-once-faults");
                TestKafka kafka = TestKafka.start(folder.resolve("kafka"));
                InMemoryReporter metrics = InMemoryReporter.create();
                Configuration flink = metrics.addToConfiguration(new Configuration());
                MiniCluster cluster = TestCluster.start(2, 2, flink);
                return new Parts(folder, kafka, cluster, metrics);
            } catch (Exception e) {
                throw new IllegalStateException("The bench could not be set up", e);
            }
        }

        @Override
        public void close() throws Exception {
            cluster.close();
            kafka.close();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(Parts::delete);
            }
        }

        private static void delete(Path file) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
