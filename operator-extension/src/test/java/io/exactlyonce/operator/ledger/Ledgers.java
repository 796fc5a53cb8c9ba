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
                .recovering(new PlannedRecovery("s3://b/chk-7", 12, 3, NOW))
                .with(new Care("standard", "s3://b/checkpoints", "http://minio:9000", "kafka:9092"))
                .with(log());
    }

    private static TransactionLog log() {
        return new TransactionLog(
                List.of(new OpenGroup(11, StandingKind.ORPHAN, 4, NOW)),
                new Stalled(
                        List.of(
                                new StalledPartition(
                                        "out",
                                        3,
                                        1_027,
                                        StalledPartition.Cause.ORPHAN,
                                        new StalledPartition.Holder("id-0", 11, 2),
                                        NOW,
                                        "Wait.")),
                        25),
                List.of(
                        new Ended("id-1", Ended.How.FENCED, 11, 7, 3, "", NOW, NOW),
                        new Ended("id-2", Ended.How.SETTLED, 11, 8, 0, "s3://b/chk-6", NOW, null)),
                5,
                6,
                List.of(new Loss("id-3", 9, 4, 11, "s3://b/chk-6", NOW, NOW)),
                7,
                new CommitDeadline(NOW, NOW.plusSeconds(60), 2, 50),
                new Accounted(
                        new Stop(12, "job-12", "1795322562367", 5), "s3://b/chk-6", 2, 3, NOW),
                new TransactionLog.SeenInEffect(12, NOW));
    }
}
