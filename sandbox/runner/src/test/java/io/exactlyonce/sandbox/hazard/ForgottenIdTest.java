package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H3: a resume after the brokers have forgotten the ids, 7 days by default. All was
 * committed in time, and the job still never comes up.
 */
@Tag("slow")
class ForgottenIdTest {
    @RegisterExtension
    static final HazardBench BENCH =
            new HazardBench(
                    Map.of(
                            "transactional.id.expiration.ms", "10000",
                            "transaction.remove.expired.transaction.cleanup.interval.ms", "500"));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theJobRestartsForEverAndThePreflightVerdictSaysSoBefore() {
        Story orders = Story.of(BENCH, "forgotten", CopyJob.STOCK);
        TestJob first = orders.start(1, null);
        orders.copy(100);
        String savepoint = orders.upstream().savepoint();
        first.checkpoint();
        orders.awaitVisible(100);
        orders.upstream().killed();
        assertThat(orders.operator().preflight(savepoint))
                .isInstanceOf(PreflightVerdict.AllSafe.class);

        await("forgotten")
                .atMost(PATIENCE)
                .until(
                        () ->
                                orders.operator().preflight(savepoint)
                                        instanceof PreflightVerdict.Forgotten);

        orders.revise(2);
        TestJob second = orders.upstream().deploy(savepoint).job();
        await("third restart").atMost(PATIENCE).until(() -> second.restarts() >= 3);
        assertThat(orders.visible()).isEqualTo(orders.input());
    }

    @Test
    void withUsItIsSaidInTimeAndThenTheStartIsHeldBackOrTheJobSaysWhatToAccept() {
        Story orders =
                Story.of(
                        BENCH,
                        "forgotten-with",
                        CopyJob.OURS,
                        policy -> policy.with("Automatic", "spec", "recovery"));
        orders.operator().askBrokers();
        String savepoint = suspended(orders);
        saysInTime(orders);
        await("forgotten")
                .atMost(PATIENCE)
                .until(
                        () ->
                                orders.operator().preflight(savepoint)
                                        instanceof PreflightVerdict.Forgotten);

        orders.apply(object -> object.with("running", "spec", "job", "state"));
        orders.upstream().deployInVain(savepoint);
        orders.operator().look();
        orders.apply(object -> object.with("registry.example.com/copy:3", "spec", "image"));
        orders.operator().look();
        orders.operator().pass(Duration.ofMinutes(3));
        orders.operator().look();
        assertThat(orders.stored().spec().text("job", "initialSavepointPath")).isEmpty();
        assertThat(orders.cluster().ledger("forgotten-with").conditions().of(ConditionType.STALLED))
                .hasValueSatisfying(it -> assertThat(it.message()).contains("have forgotten"));

        goesOnOnceAccepted(orders, savepoint);
    }

    private static void goesOnOnceAccepted(Story orders, String savepoint) {
        TestJob loud = orders.upstream().deploy(savepoint).job();
        await("held back no longer, it says so").atMost(PATIENCE).until(() -> loud.restarts() >= 1);
        long checkpoint = loud.checkpoints().getLatestRestoredCheckpoint().getCheckpointId();
        String ids = orders.upstream().running().prefix().replaceFirst("r[0-9]{6}", "r000001");
        orders.upstream().killed();
        orders.apply(
                object ->
                        object.with(
                                ids + "out.-*@" + checkpoint,
                                "spec",
                                "flinkConfiguration",
                                "exactly-once.accept-lost-commits"));
        TestJob goesOn = orders.upstream().deploy(savepoint).job().awaitRunning();
        orders.copy(20);
        goesOn.checkpoint();
        orders.awaitVisible(120);
        assertThat(orders.visible()).isEqualTo(orders.input());
    }

    private static String suspended(Story orders) {
        orders.start(1, null);
        orders.operator().look();
        orders.copy(100);
        orders.apply(object -> object.with("suspended", "spec", "job", "state"));
        String savepoint = orders.upstream().suspend();
        orders.operator().look();
        return savepoint;
    }

    /** All is committed, and still the job must be back while the brokers know its ids. */
    private static void saysInTime(Story orders) {
        assertThat(orders.visible()).isEqualTo(orders.input());
        assertThat(orders.cluster().ledger("forgotten-with").transactions().deadlineIfAny())
                .hasValueSatisfying(it -> assertThat(it.pending()).isZero());
        orders.operator().pass(Duration.ofSeconds(9));
        orders.operator().look();
        assertThat(orders.cluster().events())
                .extracting(EventNote::reason)
                .contains(Reason.COMMIT_DEADLINE_NEAR);
    }
}
