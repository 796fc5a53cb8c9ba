package io.exactlyonce.job.audit.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one audited topic. All numbers are counts of records.
 *
 * @param topic name
 * @param partitions number of partitions
 * @param truncatedPartitions those whose first records were deleted (retention)
 * @param records committed records read, foreign and broken ones among them
 * @param lanes number of lanes seen
 * @param lost sequence numbers missing below the highest one judged of their lane; null when the
 *     reading is incomplete, or when there are none but unproven ones
 * @param duplicated records whose lane and sequence number were there already
 * @param reordered records that follow a higher number of their lane in their partition
 * @param foreign records without lane headers
 * @param broken records whose lane headers are unusable
 * @param beforeBaseline missing numbers that deleted records may have held: neither lost nor safe;
 *     null when the reading is incomplete
 * @param unproven missing numbers of which the records left prove neither: only partitions can have
 *     held them that lost their first records and show no later record of the lane; null when the
 *     reading is incomplete
 * @param unprovenPartitions these partitions
 * @param foreignSamples positions of up to 10 foreign records, {@code topic/partition/offset}
 * @param brokenSamples positions of up to 10 broken records, and what is wrong with each
 */
public record TopicReport(
        String topic,
        int partitions,
        List<Integer> truncatedPartitions,
        long records,
        long lanes,
        @Nullable Long lost,
        long duplicated,
        long reordered,
        long foreign,
        long broken,
        @Nullable Long beforeBaseline,
        @Nullable Long unproven,
        List<Integer> unprovenPartitions,
        List<String> foreignSamples,
        Map<String, String> brokenSamples) {

    /** The same without what only a complete reading could prove. */
    TopicReport incomplete() {
        return new TopicReport(
                topic,
                partitions,
                truncatedPartitions,
                records,
                lanes,
                null,
                duplicated,
                reordered,
                foreign,
                broken,
                null,
                null,
                List.of(),
                foreignSamples,
                brokenSamples);
    }

    /** Why it is not known whether records were lost; empty if it is known. */
    public Optional<String> doubt() {
        return unproven == null || unproven == 0
                ? Optional.empty()
                : Optional.of(
                        topic
                                + ": "
                                + unproven
                                + " missing numbers can only have been in partitions "
                                + unprovenPartitions
                                + ", which lost their first records to retention and show no later"
                                + " record of the lane: lost and expired cannot be told apart;"
                                + " audit before retention deletes what is to be judged");
    }

    public boolean clean() {
        return (lost == null || lost == 0) && duplicated == 0 && reordered == 0;
    }
}
