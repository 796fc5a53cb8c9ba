package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H7: r1 → r2, which dies before its first checkpoint → r3 from the savepoint of r1. No
 * state knows of the transactions that r2 left open, so no job ever ends them; every careful reader
 * waits until the brokers do, here after 15 minutes.
 */
class DeadRevisionTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration BAR = Duration.ofSeconds(30);

    @Test
    void withoutUsReadersWaitThoughTheNextRevisionCommits() {
        Story orders = Story.of(BENCH, "dead-without", CopyJob.OURS);
        TestJob third = untilTheThirdRuns(orders);
        List<String> left = leftOver(orders);

        for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
            orders.copy(10);
            third.checkpoint();
        }

        assertThat(leftOver(orders)).isEqualTo(left).isNotEmpty();
        assertThat(orders.visible()).hasSize(100);
        assertThat(orders.kafka().uncommittedLag(orders.out())).isGreaterThan(30);
    }

    @Test
    void withUsAllIsVisibleWithin30SecondsOfTheFirstCheckpoint(TestReporter reporter) {
        Story orders = Story.of(BENCH, "dead-with", CopyJob.OURS);
        orders.operator().start();
        TestJob third = untilTheThirdRuns(orders);
        assertThat(leftOver(orders)).isNotEmpty();
        orders.copy(30);

        third.checkpoint();
        Instant completed = Instant.now();

        await("nothing held back")
                .atMost(BAR)
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(orders.visible()).isEqualTo(orders.input());
        assertThat(leftOver(orders)).isEmpty();
        reporter.publishEntry(
                "released after", Duration.between(completed, Instant.now()).toString());
    }

    private static TestJob untilTheThirdRuns(Story orders) {
        TestJob first = orders.start(1, null);
        orders.copy(100);
        first.checkpoint();
        orders.awaitVisible(100);
        String savepoint = orders.upstream().stop();
        orders.start(2, savepoint);
        orders.copy(50);
        orders.upstream().killed();
        int written = orders.written();
        TestJob third = orders.start(3, savepoint);
        await("what r2 has read is read again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> orders.written() == written + 50);
        return third;
    }

    private static List<String> leftOver(Story orders) {
        return orders.kafka()
                .openTransactions(
                        orders.upstream().running().prefix().replace(".r000003.", ".r000002."));
    }
}
