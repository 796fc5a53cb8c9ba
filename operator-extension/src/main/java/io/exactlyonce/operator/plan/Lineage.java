package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.upstream.SnapshotPath;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Whose state a revision took over. What upstream says of it is an account; the running job's own
 * statistics decide: the snapshot that it restored, and its first completed checkpoint, with which
 * the transactions of the snapshot are committed. Only then is the revision before Retired.
 *
 * @param running what the JobManager says; empty if it was not asked
 * @param mark of the deployment
 * @param chosen snapshot that the spec says to start from; empty text if it names none
 */
record Lineage(Optional<FlinkObservation> running, RevisionMark mark, String chosen) {
    private static final Set<Outcome> REPLACED =
            Set.of(
                    Outcome.SUPERSEDED,
                    Outcome.SUSPENDED,
                    Outcome.FAILED,
                    Outcome.FINISHED,
                    Outcome.UNKNOWN);

    /** The history with what the running job says of its start. */
    History after(History history, Instant now) {
        Optional<RevisionRecord> live = history.newest(Outcome.LIVE);
        if (live.isEmpty() || running.isEmpty() || !isOf(live.get(), running.get())) {
            return history;
        }
        RevisionRecord told = committed(confirmed(live.get(), running.get()), running.get());
        return history.with(told).map(other -> retired(other, told, now));
    }

    private static boolean isOf(RevisionRecord record, FlinkObservation job) {
        return job.revision().filter(number -> number == record.number()).isPresent()
                && record.jobId().equals(job.jobId())
                && job.checkpoints().answered();
    }

    private RevisionRecord confirmed(RevisionRecord record, FlinkObservation job) {
        // A job that is not RUNNING may not have restored yet.
        if (record.restore().confirmed() || !job.isRunning()) {
            return record;
        }
        Optional<Snapshot> restored = job.restored();
        if (restored.isEmpty()) {
            return record.started(new Restore(Restore.Mode.STATELESS, "", true), record.jobId());
        }
        return record.started(confirmed(record, restored.get().path()), record.jobId());
    }

    private Restore confirmed(RevisionRecord record, String path) {
        Restore account = record.restore();
        // Upstream may say so later than the job does; a checkpoint's path alone looks like
        // last-state.
        if (account.mode() == Restore.Mode.UNKNOWN && isChosen(record, path)) {
            return new Restore(Restore.Mode.FORK, path, true);
        }
        boolean lastState = account.mode() == Restore.Mode.LAST_STATE;
        if (lastState || SnapshotPath.same(account.path(), path)) {
            return new Restore(account.mode(), path, true);
        }
        // After a fail-over the job has restored a checkpoint of its own: that says nothing of how
        // the revision started.
        if (SnapshotPath.isOf(path, record.jobId())) {
            return account;
        }
        return new Restore(SnapshotPath.mode(path), path, true);
    }

    private boolean isChosen(RevisionRecord record, String path) {
        return record.number() == mark.revision()
                && !chosen.isEmpty()
                && SnapshotPath.same(chosen, path);
    }

    private static RevisionRecord committed(RevisionRecord record, FlinkObservation job) {
        if (record.committed().isPresent()) {
            return record;
        }
        long restored = job.restored().map(Snapshot::id).orElse(0L);
        return job.latestCompleted()
                .filter(checkpoint -> !checkpoint.savepoint())
                .filter(checkpoint -> checkpoint.id() == 0 || checkpoint.id() > restored)
                .map(record::committedBy)
                .orElse(record);
    }

    private static RevisionRecord retired(RevisionRecord other, RevisionRecord live, Instant now) {
        boolean takenOver =
                other.number() != live.number()
                        && REPLACED.contains(other.outcome())
                        && live.committed().isPresent()
                        && live.restore().confirmed()
                        && ownsStartOf(other, live);
        return takenOver ? other.reaching(Outcome.RETIRED, now) : other;
    }

    /** Last-state keeps the job id; everything else must have changed it. */
    private static boolean ownsStartOf(RevisionRecord other, RevisionRecord live) {
        if (other.jobId().isEmpty()) {
            return false;
        }
        boolean sameJob = other.jobId().equals(live.jobId());
        return live.restore().mode() == Restore.Mode.LAST_STATE && sameJob
                || !sameJob && SnapshotPath.isOf(live.restore().path(), other.jobId());
    }
}
