package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.config.NamingStrategy;
import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The job crashes when a checkpoint is complete and its transactions are not known committed. */
class CommitCrashTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    /** What the broker had at the moment of a crash. */
    private record Seen(int committed, List<String> open) {}

    @ParameterizedTest
    @EnumSource
    void aCrashBetweenCheckpointAndCommitLosesAndDoublesNothing(NamingStrategy naming) {
        Scenario scenario = Scenario.copy(BENCH, "before-commit-" + naming).naming(naming);
        ConcurrentLinkedQueue<Seen> crashes = new ConcurrentLinkedQueue<>();
        scenario.fault(
                new Fault() {
                    @Override
                    public void beforeCommit(int attempt) {
                        if (attempt == 0) {
                            crashes.add(seen(scenario));
                            throw new Planned("before commit");
                        }
                    }
                });
        TestJob job = scenario.start(null);
        scenario.send(200);
        scenario.awaitWritten(200);

        long completed = job.checkpoint();

        awaitRestart(job);
        scenario.awaitCommitted(200);
        assertThat(crashes).isNotEmpty();
        assertThat(crashes)
                .allSatisfy(
                        seen -> {
                            assertThat(seen.committed()).isZero();
                            assertThat(seen.open()).isNotEmpty();
                        });
        assertThat(job.checkpoints().getLatestRestoredCheckpoint().getCheckpointId())
                .isEqualTo(completed);
        goesOn(scenario, job);
    }

    @ParameterizedTest
    @EnumSource
    void aCrashBetweenCommitAndItsAcknowledgementLosesAndDoublesNothing(NamingStrategy naming) {
        Scenario scenario = Scenario.totals(BENCH, "after-commit-" + naming).naming(naming);
        ConcurrentLinkedQueue<Seen> crashes = new ConcurrentLinkedQueue<>();
        scenario.fault(
                new Fault() {
                    @Override
                    public void afterCommit(int attempt) {
                        if (attempt == 0) {
                            // The broker answers before its markers are in the topic.
                            await().until(() -> !scenario.committed().isEmpty());
                            crashes.add(seen(scenario));
                            throw new Planned("after commit");
                        }
                    }
                });
        TestJob job = scenario.start(null);
        scenario.send(200);
        scenario.awaitWritten(200);

        long completed = job.checkpoint();

        awaitRestart(job);
        scenario.awaitCommitted(200);
        assertThat(crashes).isNotEmpty();
        assertThat(job.checkpoints().getLatestRestoredCheckpoint().getCheckpointId())
                .isEqualTo(completed);
        goesOn(scenario, job);
    }

    private static Seen seen(Scenario scenario) {
        return new Seen(scenario.committed().size(), scenario.openTransactions());
    }

    private static void awaitRestart(TestJob job) {
        await("restart").atMost(Duration.ofSeconds(30)).until(() -> job.restarts() == 1);
        job.awaitRunning();
    }

    private static void goesOn(Scenario scenario, TestJob job) {
        scenario.send(100);
        scenario.awaitWritten(300);
        scenario.stop(job);
        assertThat(job.restarts()).isEqualTo(1);
        scenario.assertExactlyOnce();
    }
}
