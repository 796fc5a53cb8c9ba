package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.TransactionState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a deleted deployment held pending that another one wrote, from whose snapshot it came. */
class ForeignPendingTest {
    private static final String NEWEST = Upstream.checkpoint(JOB_1, 9);
    private static final Incarnation SOURCE = Incarnation.of("source");
    private static final String PREFIX =
            new TransactionalIdPrefix("eo1", "shop", "source", SOURCE, 3).format();
    private static final String FOREIGN = PREFIX + "out.0-1";

    private final DeletedScene run = new DeletedScene(TestPolicy.deletion("Settle", "Fence"));
    private final LedgerScene scene = run.scene;
    private final PlayedBrokers brokers = run.brokers;

    @BeforeEach
    void itsNewestSnapshotHoldsPendingWhatAnotherOneWrote() {
        run.pending(FOREIGN);
    }

    /** The deployment that wrote it is known here. */
    private void sourceIs(Outcome outcome) {
        Ledger source =
                Ledger.of(new LedgerIdentity("shop", "source", SOURCE, "uid"))
                        .with(
                                History.NONE.with(
                                        RevisionRecord.unknown(3, PREFIX)
                                                .reaching(outcome, scene.now)));
        brokers.neighbours.put("source", List.of(source));
    }

    @Test
    void whatNoLedgerHereKnowsIsReportedAndNeverTouched() {
        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(brokers.fenced).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/ForeignIncarnation");
        assertThat(scene.ledger().transactions().ended()).isEmpty();
    }

    @Test
    void whatARevisionThatRunsCommitsItselfIsLeftToIt() {
        sourceIs(Outcome.LIVE);

        run.delete();
        assertThat(brokers.committed).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/ForeignIncarnation");

        brokers.end(FOREIGN, TransactionState.COMPLETE_COMMIT);
        brokers.look();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }

    @ParameterizedTest
    @EnumSource(names = {"PLANNED", "DEPLOYING", "UNKNOWN"})
    void whatARevisionThatMayRunCommitsItselfIsLeftToIt(Outcome outcome) {
        sourceIs(outcome);

        run.delete();

        assertThat(brokers.committed).isEmpty();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/ForeignIncarnation");
    }

    @Test
    void whatNobodyElseCommitsIsCommitted() {
        sourceIs(Outcome.SUPERSEDED);

        run.delete();

        assertThat(brokers.committed).containsExactly(FOREIGN);
    }

    /** Its own is ended all the same. */
    @Test
    void ownTransactionsAreEndedBesideWhatIsForeign() {
        String pending = brokers.open(LedgerScene.prefix(1) + "out.0-9", PlayedBrokers.TIMEOUT);
        String current = brokers.open(LedgerScene.prefix(1) + "out.0-10", PlayedBrokers.TIMEOUT);
        brokers.holds(NEWEST, FOREIGN, pending);

        run.delete();

        assertThat(brokers.committed).containsExactly(pending);
        assertThat(brokers.fenced).containsExactly(current);
    }
}
