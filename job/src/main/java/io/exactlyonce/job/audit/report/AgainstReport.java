package io.exactlyonce.job.audit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The input topic compared with the origins named in the audited topics. All numbers are counts of
 * records; lost, unexpected, pending, beforeBaseline and unproven are null when the reading is
 * incomplete.
 *
 * @param topic the input topic
 * @param committed committed input records read
 * @param named different input records named by an origin header
 * @param lost committed input records that no origin names, less those that records without a
 *     usable origin may stand for; null also when there are none but unproven ones
 * @param duplicated origins that name an input record named before
 * @param unexpected named offsets that hold no committed input record (aborted or not existing)
 * @param pending not named, but at or above the committed offset of the group: still on its way
 * @param beforeBaseline not named, but deleted records of the audited topics may have named it
 * @param unproven not named, and it is not known whether that is a loss
 * @param unprovenPartitions audited partitions that may have named them: they lost their first
 *     records and name no later input record of the same partition
 * @param ignored origins below the first offset that the input topic still holds
 * @param unprovenBelowStart offsets below that one, counted from the first named, that are not
 *     named: deleted records or transaction markers; null when the reading is incomplete
 * @param maybeSkipped up to 10 stretches right below that offset with nothing named, though later
 *     offsets are: the job may have skipped what retention deleted before it read that
 * @param otherTopics origins that name another topic
 * @param withoutOrigin records of the audited topics without an origin header
 * @param broken records of the audited topics whose origin header is unusable
 * @param brokenSamples positions of up to 10 of these, and what is wrong with each
 */
public record AgainstReport(
        String topic,
        long committed,
        long named,
        @Nullable Long lost,
        long duplicated,
        @Nullable Long unexpected,
        @Nullable Long pending,
        @Nullable Long beforeBaseline,
        @Nullable Long unproven,
        List<String> unprovenPartitions,
        long ignored,
        @Nullable Long unprovenBelowStart,
        List<String> maybeSkipped,
        long otherTopics,
        long withoutOrigin,
        long broken,
        Map<String, String> brokenSamples) {

    private static final String ONE_TO_ONE =
            "--against is for pipelines that write one record for each they read and stamp"
                    + " eo-origin";

    /** The same without what only a complete reading could prove. */
    AgainstReport incomplete() {
        return new AgainstReport(
                topic,
                committed,
                named,
                null,
                duplicated,
                null,
                null,
                null,
                null,
                List.of(),
                ignored,
                null,
                List.of(),
                otherTopics,
                withoutOrigin,
                broken,
                brokenSamples);
    }

    /** Why it is not known whether records were lost; empty if it is known. */
    public Optional<String> doubt() {
        if (unproven == null || unproven == 0) {
            return Optional.empty();
        }
        List<String> causes = new ArrayList<>();
        if (withoutOrigin + broken > 0) {
            causes.add(
                    (withoutOrigin + broken)
                            + " records without a usable origin may stand for them: "
                            + ONE_TO_ONE);
        }
        if (!unprovenPartitions.isEmpty()) {
            causes.add(
                    "they may have been named in "
                            + unprovenPartitions
                            + ", which lost their first records to retention and name nothing of"
                            + " the same input partition since: audit before retention deletes"
                            + " what is to be judged");
        }
        return Optional.of(
                topic
                        + ": "
                        + unproven
                        + " input records are named by nobody, which proves no loss; "
                        + String.join("; ", causes));
    }

    public boolean clean() {
        return duplicated == 0 && isZero(lost) && isZero(unexpected);
    }

    private static boolean isZero(@Nullable Long count) {
        return count == null || count == 0;
    }

    /** The input side of the verdict line. */
    String verdictPart() {
        return " input="
                + committed
                + " unexpected="
                + (unexpected == null ? "?" : unexpected)
                + " pending="
                + (pending == null ? "?" : pending);
    }

    /** What a user should know beside the numbers. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (named == 0 && withoutOrigin > 0 && doubt().isEmpty()) {
            notes.add("no record names an origin: " + ONE_TO_ONE);
        }
        if (!isZero(unprovenBelowStart)) {
            notes.add(
                    topic
                            + ": "
                            + unprovenBelowStart
                            + " offsets unproven below the input's start: retention deleted them and"
                            + " nobody names them; they may have been records or transaction"
                            + " markers");
        }
        if (!maybeSkipped.isEmpty()) {
            notes.add(
                    "nothing is named of "
                            + maybeSkipped
                            + ", right below the input's start, but later offsets are: the job may"
                            + " have skipped input that retention deleted before it was read");
        }
        return notes;
    }
}
