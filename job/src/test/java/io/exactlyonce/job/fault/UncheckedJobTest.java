package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.JobMain;
import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that is executed past the check at start. */
class UncheckedJobTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    @Test
    void aWronglyConfiguredJobFailsWhenItsSinkOpensAndWritesNothing() throws Exception {
        Scenario scenario =
                Scenario.copy(BENCH, "unchecked")
                        .with("execution.checkpointing.mode", "AT_LEAST_ONCE")
                        .with("restart-strategy.type", "none");
        scenario.send(100);

        TestJob job = scenario.submit(null, JobMain::build);

        await("failed")
                .atMost(Duration.ofSeconds(30))
                .until(() -> job.status() == JobStatus.FAILED);
        assertThat(job.failure())
                .contains("StartRefusedException")
                .contains("execution.checkpointing.mode: AT_LEAST_ONCE");
        assertThat(scenario.written()).isZero();
        assertThat(BENCH.kafka().admin().listTransactions().all().get())
                .extracting(TransactionListing::transactionalId)
                .noneMatch(id -> id.startsWith(scenario.stem()));
    }
}
