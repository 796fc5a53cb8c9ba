package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.Start;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orphans while another deployment of the namespace is started from a snapshot. */
class NeighbourStartTest {
    private static final String FORK = LedgerScene.STORAGE + "/savepoint-111111-fork";
    private static final SnapshotAddress ELSEWHERE = new SnapshotAddress("other", FORK);

    private final SweepScene run = new SweepScene(TestPolicy.orphans("Fence"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;
    private final String orphan = brokers.open(1);

    @BeforeEach
    void secondRevisionRunsAndTheFirstLeftOneOpen() {
        run.secondRuns();
        run.secondCommits();
        brokers.others.put("other", TestPolicy.named("other"));
    }

    private void starts(String deployment, Incarnation incarnation, String policy) {
        brokers.forks =
                Set.of(new Start(new SnapshotAddress(policy, FORK), deployment, incarnation));
    }

    private void copyStarts(String policy) {
        starts("copy", Incarnation.of("copy"), policy);
    }

    private String message() {
        return scene.ledger()
                .conditions()
                .of(TRANSACTIONS_CLEAN)
                .map(Condition::message)
                .orElseThrow();
    }

    private SnapshotContent.Pending holdingTheOrphan() {
        return new SnapshotContent.Pending(List.of(brokers.pending(orphan)));
    }

    @Test
    void whatAnotherDeploymentIsStartedFromIsNeverFenced() {
        brokers.holds(FORK, orphan);
        copyStarts("standard");

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void startIsReadWithTheStorageOfItsOwnPolicy() {
        String path = "s3://elsewhere/savepoint-111111-fork";
        SnapshotAddress elsewhere = new SnapshotAddress("other", path);
        brokers.forks = Set.of(new Start(elsewhere, "copy", Incarnation.of("copy")));
        brokers.contents.put(path, new SnapshotContent.Unreadable("it is not ours"));
        brokers.elsewhere.put(elsewhere, new SnapshotContent.Pending(List.of()));

        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
    }

    @Test
    void whatTheStorageOfAnotherPolicyHoldsPendingIsNeverFenced() {
        copyStarts("other");
        brokers.holds(FORK);
        brokers.elsewhere.put(ELSEWHERE, holdingTheOrphan());

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    /** Under another endpoint there may be a bucket of the same name. */
    @Test
    void whatOurOwnStorageHoldsPendingIsNeverFencedAlthoughAnotherHasNoSuchSnapshot() {
        copyStarts("other");
        brokers.contents.put(FORK, holdingTheOrphan());

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }

    @Test
    void startWithASlipInItsPathHoldsNothingUp() {
        copyStarts("other");

        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
    }

    @Test
    void startThatCannotBeReadKeepsEverythingAndIsNamed() {
        copyStarts("other");
        brokers.elsewhere.put(ELSEWHERE, new SnapshotContent.Unreadable("access denied"));

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/TransactionsUndecided");
        assertThat(message()).contains(FORK, "FlinkDeployment copy", "access denied");
    }

    /** Of a deployment without a policy as well. */
    @Test
    void startWhosePolicyIsGoneIsReadWithOurs() {
        for (String policy : List.of("", "gone")) {
            copyStarts(policy);
            brokers.others.put("gone", new PolicyLookup.Missing("gone"));
            brokers.contents.put(FORK, holdingTheOrphan());
            brokers.look();
            assertThat(brokers.fenced).isEmpty();
        }

        brokers.holds(FORK);
        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
    }

    /** Of an earlier deployment of the same name, too: its ledger remembers it. */
    @Test
    void startOfALedgerThatIsGoneHoldsNothingUpOnceItsSnapshotIsGone() {
        starts("orders", Incarnation.of("before"), "standard");

        brokers.look();

        assertThat(brokers.fenced).containsExactly(orphan);
    }

    @Test
    void ownStartThatIsNotThereKeepsEverything() {
        starts("orders", LedgerScene.INCARNATION, "standard");

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
    }
}
