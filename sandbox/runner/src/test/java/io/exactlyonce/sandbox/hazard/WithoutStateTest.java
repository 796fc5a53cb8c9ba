package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H6: after a kill, a revision starts with empty state and another prefix, or none starts at
 * all. Nobody looks for what the one before left open, and readers wait for it.
 */
class WithoutStateTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration BAR = Duration.ofSeconds(30);

    @Test
    void withoutUsReadersWaitForTheRevisionBefore() {
        Story orders = Story.of(BENCH, "stateless-without", CopyJob.STOCK);
        TestJob second = untilTheSecondRuns(orders);

        for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
            orders.copy(10);
            second.checkpoint();
        }

        assertThat(orders.visible()).hasSize(100);
        assertThat(orders.kafka().uncommittedLag(orders.out())).isGreaterThan(180);
    }

    @Test
    void withUsSuchAStartIsRefusedAndOnceAcceptedHoldsNobodyUp() {
        Story orders = Story.of(BENCH, "stateless-with", CopyJob.OURS);
        orders.operator().start();
        TestJob second = untilTheSecondRuns(orders);

        second.checkpoint();

        await("nothing held back")
                .atMost(BAR)
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        // The accepted price of empty state: the input is read again from its start.
        assertThat(orders.visible()).hasSize(100 + 150);
    }

    @Test
    void withUsADeletedDeploymentHoldsNobodyUp() {
        Story orders =
                Story.of(
                        BENCH,
                        "deleted",
                        CopyJob.OURS,
                        policy -> policy.with("Abort", "spec", "deletionPolicy"));
        orders.operator().start();
        killedInMidTransaction(orders);
        assertThat(orders.kafka().uncommittedLag(orders.out())).isPositive();

        orders.cluster().delete("deleted");

        await("nothing held back")
                .atMost(BAR)
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.visible()).hasSize(100);
    }

    private static void killedInMidTransaction(Story orders) {
        TestJob first = orders.start(1, null);
        orders.copy(100);
        first.checkpoint();
        orders.awaitVisible(100);
        orders.copy(50);
        orders.upstream().killed();
    }

    private static TestJob untilTheSecondRuns(Story orders) {
        killedInMidTransaction(orders);
        orders.reviseWithoutState(2);
        int written = orders.written();
        TestJob second = orders.upstream().deploy(null).job().awaitRunning();
        await("all is read again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> orders.written() == written + 150);
        return second;
    }
}
