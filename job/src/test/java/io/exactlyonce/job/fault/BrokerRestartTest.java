package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.harness.TestJob;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The only broker goes away and comes back while the job writes and commits. */
class BrokerRestartTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    @Test
    void aBrokerRestartLosesAndDoublesNothing() {
        Scenario scenario = Scenario.totals(BENCH, "broker-restart").checkpointingByItself();
        TestJob job;
        try (Feed feed = Feed.start(BENCH.kafka(), scenario.in())) {
            job = scenario.start(null);
            scenario.awaitCommitted(200);

            BENCH.kafka().restart();

            scenario.awaitCommitted(scenario.committed().size() + 500);
            int sent = feed.stop();
            scenario.awaitCommitted(sent);
        }
        assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
        scenario.stop(job);
        scenario.assertExactlyOnce();
    }
}
