package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the brokers are asked for a deployment that runs and has nothing to do. */
@Tag("slow")
class IdleDeploymentTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration BAR = Duration.ofSeconds(30);

    /** Something in the cluster changes this often, and the deployment is looked at. */
    private static final Duration NEWS = Duration.ofSeconds(5);

    @Test
    void idleDeploymentCostsNoRequestMoreOftenThanEvery30Seconds(TestReporter reporter) {
        Tap tap = new Tap();
        Story orders = Story.of(BENCH, "idle", CopyJob.OURS, UnaryOperator.identity(), tap);
        TestJob job = orders.start(1, null);
        orders.copy(10);
        job.checkpoint();
        orders.awaitVisible(10);
        orders.operator().look();
        orders.operator().pass(BAR);
        orders.operator().look();
        int before = tap.requests().size();

        for (int look = 0; look < 120; look++) {
            orders.operator().pass(NEWS);
            orders.operator().look();
        }

        List<Instant> asked = tap.requests().stream().skip(before).map(Tap.Request::at).toList();
        reporter.publishEntry("requests in 10 minutes, 120 looks", String.valueOf(asked.size()));
        assertThat(asked).hasSizeGreaterThan(10);
        for (int i = 1; i < asked.size(); i++) {
            assertThat(Duration.between(asked.get(i - 1), asked.get(i)))
                    .isGreaterThanOrEqualTo(BAR);
        }
    }
}
