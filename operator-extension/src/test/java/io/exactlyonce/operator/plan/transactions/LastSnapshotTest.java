package io.exactlyonce.operator.plan.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.NewestSnapshot;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A job that went on by last-state under several revisions, and left no snapshot behind. */
class LastSnapshotTest {
    private static final String JOB = "11111111111111111111111111111111";
    private static final Restore FRESH = new Restore(Restore.Mode.STATELESS, "", false);
    private static final Restore WENT_ON = new Restore(Restore.Mode.LAST_STATE, "", false);
    private static final StoredSnapshots NOTHING = new StoredSnapshots.Listed(List.of());

    private static RevisionRecord revision(int number, Restore restore) {
        return RevisionRecord.unknown(number, "eo1.shop.orders.v3hoer2s.r00000" + number + ".")
                .started(restore, JOB);
    }

    private static NewestSnapshot of(RevisionRecord... revisions) {
        History history = History.NONE;
        for (RevisionRecord revision : revisions) {
            history = history.with(revision);
        }
        Incarnation incarnation = Incarnation.of("orders");
        return LastSnapshot.of(
                Ledger.of(new LedgerIdentity("shop", "orders", incarnation, "uid")).with(history),
                NOTHING);
    }

    @Test
    void jobThatNeverCommittedStartedAsItsFirstRevisionDid() {
        assertThat(of(revision(1, FRESH), revision(2, WENT_ON)))
                .isInstanceOf(NewestSnapshot.None.class);
    }

    @Test
    void snapshotsOfARevisionInBetweenAreMissed() {
        Snapshot first = new Snapshot("s3://lab/" + JOB + "/chk-7", 7, JOB, null, false);

        assertThat(
                        of(
                                revision(1, FRESH),
                                revision(2, WENT_ON).committedBy(first),
                                revision(3, WENT_ON)))
                .isInstanceOf(NewestSnapshot.Unknown.class);
    }
}
