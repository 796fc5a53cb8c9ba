package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H9 (FLINK-40626): with POOLING an id serves one transaction after the other. A start from
 * an older snapshot takes the one that is open for the one that it holds pending: it neither
 * commits it nor aborts it, and under a new prefix nobody uses the id again.
 */
@Tag("slow")
class ReusedIdTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    private static final Duration BAR = Duration.ofSeconds(30);

    @Test
    void withoutUsReadersWaitForATransactionThatTheNewRevisionTakesForItsOwn() {
        Story orders = Story.of(BENCH, "reused-without", CopyJob.STOCK);
        Older older = untilAnIdIsReused(orders, pooling());
        TestJob second = forked(orders, older);

        for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
            orders.copy(10);
            second.checkpoint();
        }

        assertThat(orders.kafka().openTransactions(older.prefix()))
                .containsAnyElementsOf(older.pending());
        assertThat(orders.kafka().uncommittedLag(orders.out())).isGreaterThan(30);
        assertThat(second.restarts()).isZero();
        assertThat(Set.copyOf(orders.visible())).hasSizeLessThan(orders.input().size());
    }

    @Test
    void withUsAnIdServesOneTransactionUnlessPoolingIsAskedFor() {
        Story orders = Story.of(BENCH, "reused-never", CopyJob.OURS);
        assertThat(orders.apply(UnaryOperator.identity())).isInstanceOf(AdmissionPlan.Admit.class);
        orders.upstream().deploy(null).job().awaitRunning();
        String prefix = orders.upstream().running().prefix();
        orders.copy(50);
        String path = orders.upstream().savepoint();
        List<String> pending = orders.kafka().openTransactions(prefix);
        for (int checkpoint = 0; checkpoint < 5; checkpoint++) {
            orders.upstream().running().job().checkpoint();
            orders.copy(10);
            assertThat(orders.kafka().openTransactions(prefix))
                    .doesNotContainAnyElementsOf(pending);
        }
        orders.upstream().killed();
        TestJob second = forked(orders, new Older(path, prefix, pending));

        second.checkpoint();

        await("nothing held back")
                .atMost(BAR)
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(Set.copyOf(orders.visible())).containsAll(orders.input());
    }

    @Test
    void withUsTheSweepReleasesReadersOnceTheNewRevisionHasCommitted() {
        Story orders = Story.of(BENCH, "reused-with", CopyJob.OURS);
        orders.operator().start();
        Older older = untilAnIdIsReused(orders, pooling());
        TestJob second = forked(orders, older);
        assertThat(orders.kafka().openTransactions(older.prefix())).isNotEmpty();

        second.checkpoint();

        await("nothing held back")
                .atMost(BAR)
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
        assertThat(Set.copyOf(orders.visible())).containsAll(orders.input());
        assertThat(second.restarts()).isZero();
    }

    /**
     * A snapshot, and what it held pending.
     *
     * @param path of the snapshot
     * @param prefix of the revision that made it
     * @param pending ids
     */
    private record Older(String path, String prefix, List<String> pending) {}

    private static Older untilAnIdIsReused(Story orders, UnaryOperator<Fields> difference) {
        assertThat(orders.apply(difference)).isInstanceOf(AdmissionPlan.Admit.class);
        TestJob first = orders.upstream().deploy(null).job().awaitRunning();
        String prefix = orders.upstream().running().prefix();
        orders.copy(50);
        String path = orders.upstream().savepoint();
        List<String> pending = orders.kafka().openTransactions(prefix);
        assertThat(pending).isNotEmpty();
        await("an id is used again")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            first.checkpoint();
                            orders.copy(10);
                            return !Collections.disjoint(
                                    orders.kafka().openTransactions(prefix), pending);
                        });
        orders.upstream().killed();
        return new Older(path, prefix, pending);
    }

    /** With the accepted price: what was committed since comes once more (hazard H4). */
    private static TestJob forked(Story orders, Older older) {
        UnaryOperator<Fields> fork =
                object ->
                        object.with(older.path(), "spec", "job", "initialSavepointPath")
                                .with(1L, "spec", "job", "savepointRedeployNonce");
        assertThat(orders.apply(object -> Story.accepting(fork.apply(object), Code.FORK)))
                .isInstanceOf(AdmissionPlan.Admit.class);
        int written = orders.written();
        TestJob second = orders.upstream().deploy(older.path()).job().awaitRunning();
        await("what came since is read again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> orders.written() > written);
        return second;
    }

    private static UnaryOperator<Fields> pooling() {
        return object ->
                object.with(
                        "POOLING",
                        "spec",
                        "flinkConfiguration",
                        "exactly-once.sink.naming-strategy");
    }
}
