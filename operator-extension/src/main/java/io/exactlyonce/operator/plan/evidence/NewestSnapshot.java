package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.upstream.SnapshotPath;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.Comparator;
import java.util.Optional;

/**
 * The newest completed snapshot of a lineage. Starting from an older one processes input again
 * whose results are committed: duplicates. So it must be known that there is no newer one, and only
 * two witnesses know: the JobManager of the job, and a complete listing of the checkpoint
 * directory. The ledger and upstream's status remember an older moment.
 */
public sealed interface NewestSnapshot {

    /** It is this one. */
    record Certain(String path) implements NewestSnapshot {}

    /** It was this one when somebody last looked. */
    record Remembered(String path, String doubt) implements NewestSnapshot {}

    /** The lineage has none: nothing was ever committed. */
    record None() implements NewestSnapshot {}

    /** Nothing is known. */
    record Unknown(String reason) implements NewestSnapshot {}

    /**
     * The newest snapshot of the lineage that ends with a revision.
     *
     * @param revision that is deployed
     * @param job what the JobManager says of that revision's job; empty if it was not asked
     * @param stored what lies in the checkpoint directory
     */
    static NewestSnapshot of(
            RevisionRecord revision, Optional<FlinkObservation> job, StoredSnapshots stored) {
        Optional<String> told =
                job.filter(observed -> observed.jobId().equals(revision.jobId()))
                        .filter(observed -> observed.checkpoints().answered())
                        .flatMap(observed -> observed.latestCompleted().or(observed::restored))
                        .map(Snapshot::path)
                        .filter(path -> !path.isEmpty());
        if (told.isPresent()) {
            return new Certain(told.get());
        }
        if (stored instanceof StoredSnapshots.Listed listed) {
            return newest(revision, listed)
                    .<NewestSnapshot>map(Certain::new)
                    .orElseGet(() -> start(revision));
        }
        String doubt = ((StoredSnapshots.NotListed) stored).reason();
        String remembered = revision.restore().path();
        return remembered.isEmpty() ? new Unknown(doubt) : new Remembered(remembered, doubt);
    }

    private static Optional<String> newest(RevisionRecord revision, StoredSnapshots.Listed listed) {
        return listed.snapshots().stream()
                .filter(snapshot -> isOf(snapshot, revision.jobId()))
                .filter(snapshot -> snapshot.id() > 0 && !snapshot.path().isEmpty())
                .max(Comparator.comparingLong(Snapshot::id))
                .map(Snapshot::path);
    }

    private static boolean isOf(Snapshot snapshot, String jobId) {
        return !jobId.isEmpty()
                && (snapshot.jobId().equals(jobId) || SnapshotPath.isOf(snapshot.path(), jobId));
    }

    /** The job made none of its own: what it started from is still the newest. */
    private static NewestSnapshot start(RevisionRecord revision) {
        if (revision.committed().isPresent()) {
            return new Unknown(
                    "revision "
                            + revision.number()
                            + " has completed checkpoints, and none of them is there any more");
        }
        if (!revision.restore().path().isEmpty()) {
            return new Certain(revision.restore().path());
        }
        return switch (revision.restore().mode()) {
            case STATELESS -> new None();
            default ->
                    new Unknown(
                            "what revision "
                                    + revision.number()
                                    + " started from is not"
                                    + " known, and its job has made no snapshot of its own");
        };
    }
}
