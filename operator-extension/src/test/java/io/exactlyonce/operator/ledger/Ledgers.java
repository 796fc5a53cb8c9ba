package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Conditions;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;

/** A ledger in which no field is empty. */
final class Ledgers {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Ledgers() {}

    static Ledger full(String namespace, Phase phase) {
        RevisionRecord record =
                RevisionRecord.unknown(12, "eo1.shop.orders.abcdefgh.r000012.")
                        .shaped(4, "v2_2")
                        .started(new Restore(Restore.Mode.FORK, "s3://b/chk-1", true), "1111")
                        .committedBy(new Snapshot("s3://b/chk-7", 7, "1111", NOW, false))
                        .reaching(Outcome.LIVE, NOW);
        RevisionRecord ended = RevisionRecord.unknown(11, "").reaching(Outcome.SUPERSEDED, NOW);
        return Ledger.of(
                        new LedgerIdentity(namespace, "orders", new Incarnation("abcdefgh"), "uid"))
                .with(phase)
                .with(new History(List.of(ended, record), List.of(new RevisionRange(1, 10))))
                .with(
                        Conditions.NONE.next(
                                List.of(Verdict.yes(ConditionType.READY, Reason.RUNNING, "Runs.")),
                                3,
                                NOW))
                .recovering(new PlannedRecovery("s3://b/chk-7", 12, 3, NOW));
    }
}
