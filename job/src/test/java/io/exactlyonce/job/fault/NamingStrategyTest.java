package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.config.NamingStrategy;
import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failure, then a restore under a new prefix. POOLING to INCREMENTING is not supported. */
class NamingStrategyTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    @ParameterizedTest
    @CsvSource({"INCREMENTING,INCREMENTING", "POOLING,POOLING", "INCREMENTING,POOLING"})
    void aFailureAndARestoreUnderANewPrefixAreExactlyOnce(
            NamingStrategy first, NamingStrategy second) throws Exception {
        Scenario scenario = Scenario.totals(BENCH, "naming-" + first + "-" + second);
        AtomicBoolean armed = new AtomicBoolean();
        scenario.fault(failingOnce(armed));
        TestJob job = scenario.naming(first).start(null);
        commit(scenario, job, 0);
        failInMidTransaction(scenario, job, armed);
        String savepoint = scenario.stop(job);

        TestJob restored = scenario.naming(second).start(savepoint);
        commit(scenario, restored, 150);
        failInMidTransaction(scenario, restored, armed);
        scenario.stop(restored);

        assertThat(ids(scenario, ".r000001.")).isNotEmpty();
        assertThat(ids(scenario, ".r000002.")).isNotEmpty();
        scenario.assertExactlyOnce();
    }

    private static Fault failingOnce(AtomicBoolean armed) {
        return new Fault() {
            @Override
            public void onRecord() {
                if (armed.getAndSet(false)) {
                    throw new Planned("in mid-transaction");
                }
            }
        };
    }

    private static void commit(Scenario scenario, TestJob job, int before) {
        scenario.send(100);
        int written = scenario.awaitMoreWritten(100);
        job.checkpoint();
        scenario.awaitCommitted(before + 100);
        assertThat(scenario.written()).isEqualTo(written);
    }

    private static void failInMidTransaction(Scenario scenario, TestJob job, AtomicBoolean armed) {
        scenario.send(49);
        scenario.awaitMoreWritten(49);
        armed.set(true);
        scenario.send(1);
        await("restart").atMost(Duration.ofSeconds(30)).until(() -> job.restarts() == 1);
        job.awaitRunning();
        scenario.awaitMoreWritten(50);
    }

    private static List<String> ids(Scenario scenario, String revision) throws Exception {
        return BENCH.kafka().admin().listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(scenario.stem()) && id.contains(revision))
                .toList();
    }
}
