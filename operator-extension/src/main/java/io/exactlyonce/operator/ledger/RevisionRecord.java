package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one revision.
 *
 * @param number from 1
 * @param prefix of its transactional ids, in full; empty text if it could not be rebuilt
 * @param parallelism as its spec has it; 0 if unknown
 * @param flinkVersion as its spec has it; empty text if unknown
 * @param restore how it really started
 * @param jobId of its job; empty text if unknown
 * @param firstCheckpoint first checkpoint of it that was seen completed, which its transactions
 *     were committed with; null if none was
 * @param outcome what became of it
 * @param times when that was seen
 * @param unknown fields of a newer version, which are kept
 */
public record RevisionRecord(
        int number,
        String prefix,
        int parallelism,
        String flinkVersion,
        Restore restore,
        String jobId,
        @Nullable Snapshot firstCheckpoint,
        Outcome outcome,
        RevisionTimes times,
        Fields unknown) {

    /** A revision of which only number and prefix are known. */
    public static RevisionRecord unknown(int number, String prefix) {
        return new RevisionRecord(
                number,
                prefix,
                0,
                "",
                Restore.UNKNOWN,
                "",
                null,
                Outcome.UNKNOWN,
                RevisionTimes.NEVER,
                Fields.EMPTY);
    }

    /** First checkpoint that was seen completed. */
    public Optional<Snapshot> committed() {
        return Optional.ofNullable(firstCheckpoint);
    }

    /** The same with an outcome; the time it was reached first stays. */
    public RevisionRecord reaching(Outcome next, Instant now) {
        return new RevisionRecord(
                number,
                prefix,
                parallelism,
                flinkVersion,
                restore,
                jobId,
                firstCheckpoint,
                next,
                times.reaching(next, now),
                unknown);
    }

    /** The same with what its spec says. */
    public RevisionRecord shaped(int specParallelism, String specFlinkVersion) {
        return new RevisionRecord(
                number,
                prefix,
                specParallelism,
                specFlinkVersion,
                restore,
                jobId,
                firstCheckpoint,
                outcome,
                times,
                unknown);
    }

    /** The same with the prefix that was really set. */
    public RevisionRecord prefixed(String actual) {
        return new RevisionRecord(
                number,
                actual,
                parallelism,
                flinkVersion,
                restore,
                jobId,
                firstCheckpoint,
                outcome,
                times,
                unknown);
    }

    /** The same with how it started. */
    public RevisionRecord started(Restore how, String job) {
        return new RevisionRecord(
                number,
                prefix,
                parallelism,
                flinkVersion,
                how,
                job,
                firstCheckpoint,
                outcome,
                times,
                unknown);
    }

    /** The same with its first completed checkpoint. */
    public RevisionRecord committedBy(Snapshot checkpoint) {
        return new RevisionRecord(
                number,
                prefix,
                parallelism,
                flinkVersion,
                restore,
                jobId,
                checkpoint,
                outcome,
                times,
                unknown);
    }
}
