package io.exactlyonce.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Until when what a deleted deployment left pending can be committed, and who is told. */
class DeletionDeadlineTest {
    private static final String NEWEST = DeletedScene.NEWEST;

    private final DeletedScene run = new DeletedScene(TestPolicy.deletion("Settle", "Report"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;
    private final String pending = run.pending(LedgerScene.prefix(1) + "out.0-9");
    private final String current =
            brokers.open(LedgerScene.prefix(1) + "out.0-10", PlayedBrokers.TIMEOUT);

    /** There is no deployment any more that an event could be put on. */
    @Test
    void marksOfTheDeadlineAndTheLossAreToldOnTheLedger() {
        List<String> told = new ArrayList<>();
        told(run.delete(), told);
        CommitDeadline deadline = run.log().deadline();
        assertThat(told).isEmpty();

        for (int percent = 10; percent < 100; percent += 10) {
            Duration whole = Duration.between(deadline.since(), deadline.at());
            scene.now = deadline.since().plus(whole.multipliedBy(percent).dividedBy(100));
            brokers.silence = percent == 80 ? "they did not answer" : "";
            told(brokers.look(), told);
        }
        assertThat(told).containsExactly("CommitDeadlineHalf", "CommitDeadlineNear");

        brokers.end(pending, TransactionState.COMPLETE_ABORT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);
        brokers.pods = null;
        scene.now = deadline.at();
        told(brokers.look(), told);
        told(brokers.look(), told);

        assertThat(told)
                .containsExactly("CommitDeadlineHalf", "CommitDeadlineNear", "TransactionsLost");
        assertThat(run.log().lost()).isEqualTo(1);
        assertThat(run.log().deadline()).isNull();
        assertThat(brokers.look().requeue()).isGreaterThan(Duration.ofMinutes(30));
    }

    private static void told(LedgerPlan plan, List<String> reasons) {
        assertThat(plan.events()).isEmpty();
        plan.actions().stream()
                .filter(Action.Tell.class::isInstance)
                .map(Action.Tell.class::cast)
                .forEach(
                        tell -> {
                            assertThat(tell.about().phase()).isInstanceOf(Phase.Gone.class);
                            assertThat(tell.note().message())
                                    .doesNotContain("spec.job.state to running");
                            reasons.add(tell.note().reason().text());
                        });
    }

    /** Nobody could see what was pending; so it stands until somebody can. */
    @Test
    void deadlineStandsWhileTheStorageCannotBeRead() {
        run.delete();
        CommitDeadline deadline = run.log().deadline();

        brokers.stored.clear();
        brokers.end(pending, TransactionState.COMPLETE_ABORT);
        brokers.end(current, TransactionState.COMPLETE_ABORT);
        scene.now = deadline.at().plus(Duration.ofMinutes(5));
        LedgerPlan plan = brokers.look();

        assertThat(run.log().deadline().at()).isEqualTo(deadline.at());
        assertThat(plan.requeue()).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    /** Nobody can be asked any more, and the time runs out all the same. */
    @Test
    void marksOfTheDeadlineAreToldAlthoughThePolicyIsGone() {
        run.delete();
        CommitDeadline deadline = run.log().deadline();
        Duration whole = Duration.between(deadline.since(), deadline.at());
        scene.policy = null;
        List<String> told = new ArrayList<>();

        for (int percent = 10; percent < 100; percent += 10) {
            scene.now = deadline.since().plus(whole.multipliedBy(percent).dividedBy(100));
            LedgerPlan plan = brokers.look();
            told(plan, told);
            assertThat(plan.requeue()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }

        assertThat(told).containsExactly("CommitDeadlineHalf", "CommitDeadlineNear");
        scene.now = deadline.at();
        assertThat(brokers.look().requeue()).isGreaterThan(Duration.ofMinutes(30));
    }

    /** Passes the marks, and gives what was said at the last one. */
    private String lastMark() {
        CommitDeadline deadline = run.log().deadline();
        Duration whole = Duration.between(deadline.since(), deadline.at());
        scene.now = deadline.since().plus(whole.multipliedBy(9).dividedBy(10));
        return brokers.look().actions().stream()
                .filter(Action.Tell.class::isInstance)
                .map(action -> ((Action.Tell) action).note().message())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void markSaysThatThePolicyOnlyReports() {
        run.delete();

        assertThat(lastMark())
                .contains("1 transactions", "Set transactions.orphans of the policy to Fence");
    }

    @Test
    void markSaysThatACommitWasTriedInVain() {
        scene.policy = TestPolicy.deletion("Settle", "Fence");
        brokers.fails = true;
        run.delete();

        assertThat(lastMark())
                .contains("The controller is at it", "conditions of the policy")
                .doesNotContain("Fence", "nobody commits");
    }

    @Test
    void markSaysWhatKeepsTheControllerFromCommitting() {
        scene.policy = TestPolicy.deletion("Settle", "Fence");
        brokers.fails = true;
        run.delete();
        brokers.pods = new Pods(null, List.of(new Pods.Pod("orders-1", scene.now)));

        assertThat(lastMark())
                .contains("could not have them committed yet: pod orders-1 of it still runs")
                .doesNotContain("Fence");
    }

    @Test
    void markSaysThatTheSnapshotCannotBeRead() {
        scene.policy = TestPolicy.deletion("Settle", "Fence");
        brokers.fails = true;
        run.delete();
        brokers.contents.put(NEWEST, new SnapshotContent.Unreadable("access denied"));

        assertThat(lastMark()).contains("access denied").doesNotContain("Fence");
    }

    @Test
    void markSaysThatThePolicyIsGone() {
        run.delete();
        scene.policy = null;

        assertThat(lastMark()).contains("not there, or not valid").doesNotContain("Fence");
    }

    @Test
    void markSaysThatTheBrokersAreSilent() {
        scene.policy = TestPolicy.deletion("Settle", "Fence");
        brokers.fails = true;
        run.delete();
        brokers.silence = "they did not answer";

        assertThat(lastMark()).contains("they did not answer").doesNotContain("Fence");
    }
}
