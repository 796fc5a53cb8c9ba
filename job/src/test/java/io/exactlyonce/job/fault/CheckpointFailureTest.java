package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint fails: its transactions commit with a later one or are written again. */
class CheckpointFailureTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    private static final String TOLERATED = "execution.checkpointing.tolerable-failed-checkpoints";

    /** Flink tolerates failures of storage and time, never one of an operator's own snapshot. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aSnapshotThatThrowsRestartsTheJobWhateverIsTolerated(int tolerated) {
        Scenario scenario =
                Scenario.totals(BENCH, "declined-" + tolerated)
                        .with(TOLERATED, String.valueOf(tolerated));
        AtomicBoolean armed = new AtomicBoolean(true);
        scenario.fault(
                new Fault() {
                    @Override
                    public void onSnapshot(long checkpoint) {
                        if (armed.getAndSet(false)) {
                            throw new Planned("in a snapshot");
                        }
                    }
                });
        TestJob job = scenario.start(null);
        scenario.send(200);
        scenario.awaitWritten(200);

        CompletableFuture<Long> failing = job.triggerCheckpoint();

        await("restart").atMost(Duration.ofSeconds(30)).until(() -> job.restarts() == 1);
        assertThat(failing).isCompletedExceptionally();
        job.awaitRunning();
        scenario.awaitWritten(400);
        goesOn(scenario, job, 400);
        assertThat(job.restarts()).isEqualTo(1);
    }

    @Test
    void aToleratedFailureCommitsWithTheNextCheckpointAndRestartsNothing() throws Exception {
        Scenario scenario = Scenario.totals(BENCH, "tolerated").with(TOLERATED, "2");
        TestJob job = expireACheckpoint(scenario);

        goesOn(scenario, job, 200);

        assertThat(job.restarts()).isZero();
    }

    @Test
    void aFailureBeyondWhatIsToleratedRestartsTheJob() throws Exception {
        Scenario scenario = Scenario.totals(BENCH, "not-tolerated").with(TOLERATED, "0");
        TestJob job = expireACheckpoint(scenario);
        await("restart").atMost(Duration.ofSeconds(30)).until(() -> job.restarts() == 1);
        job.awaitRunning();
        scenario.awaitWritten(400);

        goesOn(scenario, job, 400);

        assertThat(job.restarts()).isEqualTo(1);
    }

    /** 200 records written, and a checkpoint of them that ran out of time. */
    private static TestJob expireACheckpoint(Scenario scenario) {
        CountDownLatch expired = new CountDownLatch(1);
        scenario.with("execution.checkpointing.timeout", "2 s")
                .fault(
                        new Fault() {
                            @Override
                            public void onSnapshot(long checkpoint) throws InterruptedException {
                                expired.await();
                            }
                        });
        TestJob job = scenario.start(null);
        scenario.send(200);
        scenario.awaitWritten(200);
        CompletableFuture<Long> failing = job.triggerCheckpoint();
        await("failed checkpoint")
                .atMost(Duration.ofSeconds(30))
                .until(() -> job.checkpoints().getCounts().getNumberOfFailedCheckpoints() == 1);
        assertThat(failing).isCompletedExceptionally();
        assertThat(scenario.committed()).isEmpty();
        expired.countDown();
        return job;
    }

    private static void goesOn(Scenario scenario, TestJob job, int written) {
        scenario.send(100);
        scenario.awaitWritten(written + 100);
        job.checkpoint();
        scenario.awaitCommitted(300);
        scenario.stop(job);
        scenario.assertExactlyOnce();
    }
}
