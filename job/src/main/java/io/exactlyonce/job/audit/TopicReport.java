package io.exactlyonce.job.audit;

import java.util.List;
import java.util.Map;
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
 *     audit is incomplete
 * @param duplicated records whose lane and sequence number were there already
 * @param reordered records that follow a higher number of their lane in their partition
 * @param foreign records without lane headers
 * @param broken records whose lane headers are unusable
 * @param beforeBaseline missing numbers that deleted records may have held: neither lost nor safe;
 *     null when the audit is incomplete
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
                foreignSamples,
                brokenSamples);
    }

    boolean clean() {
        return (lost == null || lost == 0) && duplicated == 0 && reordered == 0;
    }
}
