package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.config.NamingStrategy;
import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The job fails while a transaction is open on the broker: what was written is aborted, stays in
 * the topic for careless readers, and is written again.
 */
class MidTransactionTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    @Test
    void aFailingOperatorAbortsWhatWasOpenAndOnlyCarelessReadersSeeIt() {
        Scenario scenario = Scenario.totals(BENCH, "poisoned");
        AtomicBoolean armed = new AtomicBoolean();
        scenario.fault(
                new Fault() {
                    @Override
                    public void onRecord() {
                        if (armed.getAndSet(false)) {
                            throw new Planned("in mid-transaction");
                        }
                    }
                });
        TestJob job = openTransaction(scenario);

        armed.set(true);
        scenario.send(1);

        recoversAndGoesOn(scenario, job);
    }

    @ParameterizedTest
    @EnumSource
    void aKilledTaskManagerAbortsWhatWasOpenAndOnlyCarelessReadersSeeIt(NamingStrategy naming)
            throws Exception {
        Scenario scenario =
                Scenario.totals(BENCH, "killed-" + naming).naming(naming).parallelism(4);
        TestJob job = openTransaction(scenario);

        BENCH.killTaskManager();
        BENCH.startTaskManager();
        scenario.send(1);

        recoversAndGoesOn(scenario, job);
    }

    /** 200 records committed and 100 written, but open. */
    private static TestJob openTransaction(Scenario scenario) {
        TestJob job = scenario.start(null);
        scenario.send(200);
        scenario.awaitWritten(200);
        job.checkpoint();
        scenario.awaitCommitted(200);
        scenario.send(100);
        scenario.awaitWritten(300);
        assertThat(scenario.committed()).hasSize(200);
        assertThat(scenario.openTransactions()).isNotEmpty();
        return job;
    }

    private static void recoversAndGoesOn(Scenario scenario, TestJob job) {
        await("restart").atMost(Duration.ofSeconds(60)).until(() -> job.restarts() >= 1);
        job.awaitRunning();
        scenario.awaitMoreWritten(101);
        job.checkpoint();
        scenario.awaitCommitted(301);

        assertThat(scenario.committed()).hasSize(301);
        assertThat(scenario.written()).as("with the aborted ones").isEqualTo(401);
        scenario.stop(job);
        assertThat(job.restarts()).isEqualTo(1);
        scenario.assertExactlyOnce();
    }
}
