package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.config.NamingStrategy;
import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Commits that the broker refuses: what the connector's sink makes of them, and what ours does.
 * Hazards: a job that is down for longer than its transaction timeout; a normal restore; a
 * transaction that is fenced under a running job.
 */
class LoudCommitTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String FALSE_ALARM = "most likely signals data loss";

    private final LoggedErrors errors = LoggedErrors.listen();

    @AfterEach
    void closeLog() {
        errors.close();
    }

    @Test
    void theStockSinkLosesWhatTimedOutAndRunsOn() {
        Scenario scenario =
                scenario("timed-out-stock").with("restart-strategy.fixed-delay.delay", "5 s");
        TestJob job = downForLongerThanTheTimeout(scenario, SinkKind.STOCK);

        await("restart").atMost(Duration.ofSeconds(30)).until(() -> job.restarts() == 1);
        job.awaitRunning();
        scenario.send(50);
        scenario.awaitMoreWritten(50);
        job.checkpoint();

        scenario.awaitCommitted(50);
        scenario.stop(job);
        assertThat(scenario.committed()).hasSize(50);
        assertThat(job.restarts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void ourSinkStopsForWhatTimedOutUntilSomebodyAcceptsTheLoss(NamingStrategy naming) {
        Scenario scenario =
                scenario("timed-out-loud-" + naming)
                        .naming(naming)
                        .with("restart-strategy.fixed-delay.delay", "5 s")
                        // The two subtasks restart apart.
                        .with("restart-strategy.fixed-delay.attempts", "2");
        TestJob job = downForLongerThanTheTimeout(scenario, SinkKind.LOUD);
        long checkpoint = lostIn(scenario, job);
        String path = job.checkpointPath();

        // Restored again, it is found again.
        scenario.with("restart-strategy.type", "none");
        TestJob again = scenario.submit(path, job(scenario, SinkKind.LOUD, SHORT));
        assertThat(lostIn(scenario, again)).isEqualTo(checkpoint);

        String accepted = scenario.stem() + "r000001.out.-*@" + checkpoint;
        assertThat(again.failure()).contains("exactly-once.accept-lost-commits", accepted);
        TestJob goesOn =
                scenario.with("exactly-once.accept-lost-commits", accepted)
                        .start(path, job(scenario, SinkKind.LOUD, LONG));
        assertThat(BENCH.counter(goesOn, "acceptedCommits")).isEqualTo(2);
        assertThat(errors.about("accepts this loss")).hasSize(2);
        scenario.send(50);
        scenario.awaitMoreWritten(50);
        scenario.stop(goesOn);
        assertThat(scenario.committed()).hasSize(50);
        assertThat(scenario.openTransactions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aNormalRestoreIsALossInTheLogOfTheStockSinkOnly(SinkKind kind) {
        Scenario scenario = scenario("restored-" + kind);
        scenario.fault(
                new Fault() {
                    @Override
                    public void afterCommit(int attempt) {
                        if (attempt == 0) {
                            throw new Planned("after commit");
                        }
                    }
                });
        TestJob job = scenario.parallelism(1).start(null, job(scenario, kind, LONG));
        scenario.send(100);
        scenario.awaitWritten(100);
        job.checkpoint();
        await("restart").atMost(Duration.ofSeconds(30)).until(() -> job.restarts() == 1);
        job.awaitRunning();

        long alreadyCommitted = BENCH.counter(job, "alreadyCommittedCommits");
        List<String> alarms = errors.about(scenario.stem());

        scenario.send(50);
        scenario.awaitMoreWritten(50);
        scenario.stop(job);
        assertThat(scenario.committed()).hasSize(150);
        if (kind == SinkKind.STOCK) {
            assertThat(alarms).singleElement().asString().contains(FALSE_ALARM);
        } else {
            assertThat(alarms).isEmpty();
            assertThat(alreadyCommitted).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCommitThatIsFencedUnderARunningJobIsDroppedByTheStockSinkOnly(SinkKind kind) {
        Scenario scenario = scenario("fenced-" + kind).parallelism(1);
        scenario.with("restart-strategy.type", "none").fault(fencing(scenario));
        TestJob job = scenario.start(null, job(scenario, kind, LONG));
        scenario.send(100);
        scenario.awaitWritten(100);

        job.checkpoint();

        if (kind == SinkKind.STOCK) {
            scenario.send(50);
            scenario.awaitMoreWritten(50);
            job.checkpoint();
            scenario.awaitCommitted(50);
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(scenario.committed()).hasSize(50);
        } else {
            awaitFailed(job);
            assertThat(job.failure()).contains("COMMIT_FENCED transaction " + scenario.stem());
            assertThat(scenario.committed()).isEmpty();

            TestJob again = scenario.submit(job.checkpointPath(), job(scenario, kind, LONG));
            awaitFailed(again);
            assertThat(again.failure()).contains("COMMIT_UNKNOWN transaction " + scenario.stem());
        }
    }

    @Test
    void aJobChangesBetweenTheTwoSinksWithItsStateAndWhatIsPendingInIt() {
        Scenario scenario = scenario("changing").with("restart-strategy.type", "none");
        AtomicBoolean armed = new AtomicBoolean(true);
        scenario.fault(crashingBeforeCommit(armed));
        TestJob stock = scenario.start(null, job(scenario, SinkKind.STOCK, LONG));
        scenario.send(100);
        scenario.awaitWritten(100);
        stock.checkpoint();
        awaitFailed(stock);
        armed.set(false);

        TestJob loud = scenario.start(stock.checkpointPath(), job(scenario, SinkKind.LOUD, LONG));
        scenario.awaitCommitted(100);
        assertThat(BENCH.counter(loud, "recoveredCommits")).isEqualTo(2);
        scenario.send(50);
        scenario.awaitMoreWritten(50);
        String savepoint = scenario.stop(loud);

        TestJob back = scenario.start(savepoint, job(scenario, SinkKind.STOCK, LONG));
        scenario.send(50);
        scenario.awaitMoreWritten(50);
        scenario.stop(back);
        scenario.assertExactlyOnce();
    }

    /** Then every commit looks like a recovered one. */
    @Test
    void aCommitterThatIsNotChainedToItsWriterCommitsAndStaysQuiet() {
        Scenario scenario =
                scenario("unchained").with("pipeline.operator-chaining.enabled", "false");
        TestJob job = scenario.start(null);
        for (int round = 1; round <= 3; round++) {
            scenario.send(50);
            scenario.awaitMoreWritten(50);
            job.checkpoint();
            scenario.awaitCommitted(round * 50);
        }

        assertThat(BENCH.counter(job, "recoveredCommits")).isEqualTo(6);
        scenario.stop(job);
        assertThat(errors.about(scenario.stem())).isEmpty();
        scenario.assertExactlyOnce();
    }

    private static Scenario scenario(String name) {
        return Scenario.copy(BENCH, name)
                .with(
                        "execution.checkpointing.externalized-checkpoint-retention",
                        "RETAIN_ON_CANCELLATION");
    }

    private static FaultyJob job(Scenario scenario, SinkKind kind, Duration timeout) {
        return new FaultyJob(scenario.name(), exactlyOnce -> kind.sink(exactlyOnce, timeout));
    }

    /** A checkpoint completes, and no process is there to commit it before the broker aborts. */
    private static TestJob downForLongerThanTheTimeout(Scenario scenario, SinkKind kind) {
        AtomicBoolean armed = new AtomicBoolean(true);
        scenario.fault(crashingBeforeCommit(armed));
        TestJob job = scenario.start(null, job(scenario, kind, SHORT));
        scenario.send(100);
        scenario.awaitWritten(100);
        job.checkpoint();
        await("time-out of what is pending")
                .atMost(Duration.ofSeconds(30))
                .until(() -> scenario.openTransactions().isEmpty());
        armed.set(false);
        return job;
    }

    private static Fault crashingBeforeCommit(AtomicBoolean armed) {
        return new Fault() {
            @Override
            public void beforeCommit(int attempt) {
                if (armed.get() && attempt == 0) {
                    throw new Planned("before commit");
                }
            }
        };
    }

    /** Returns the checkpoint whose loss stopped the job. */
    private static long lostIn(Scenario scenario, TestJob job) {
        awaitFailed(job);
        assertThat(job.failure())
                .contains("COMMIT_LOST transaction " + scenario.stem(), "CompleteAbort");
        assertThat(scenario.committed()).isEmpty();
        return job.checkpoints().getLatestRestoredCheckpoint().getCheckpointId();
    }

    private static void awaitFailed(TestJob job) {
        await("failed")
                .atMost(Duration.ofSeconds(30))
                .until(() -> job.status() == JobStatus.FAILED);
    }

    /** Something else takes the id of what is about to be committed. */
    private static Fault fencing(Scenario scenario) {
        AtomicBoolean armed = new AtomicBoolean(true);
        return new Fault() {
            @Override
            public void beforeCommit(int attempt) {
                if (armed.getAndSet(false)) {
                    try {
                        BENCH.kafka()
                                .admin()
                                .fenceProducers(scenario.openTransactions())
                                .all()
                                .get();
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        };
    }
}
