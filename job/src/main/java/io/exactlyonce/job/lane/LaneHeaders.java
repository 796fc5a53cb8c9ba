package io.exactlyonce.job.lane;

import java.nio.charset.StandardCharsets;

/**
 * The Kafka headers that carry the evidence. All values are plain ASCII text, so that any Kafka
 * tool can show them.
 */
public final class LaneHeaders {
    /** Id of the lane, unique across jobs and restarts: 16 lower-case hexadecimal digits. */
    public static final String LANE = "eo-lane";

    /**
     * Number of the record in its lane and topic, decimal, from 0. A committed lane counts 0, 1, 2,
     * … with no hole (a loss) and no repeat (a duplicate); within one partition it only ever rises.
     */
    public static final String SEQUENCE = "eo-seq";

    /**
     * The one input record that this record was made from: {@code topic/partition/offset}. On every
     * record of a pipeline that writes one for each it reads ({@code copy}, {@code totals}), and on
     * every dead letter.
     */
    public static final String ORIGIN = "eo-origin";

    private LaneHeaders() {}

    /** The header value as it is written: ASCII bytes. */
    public static byte[] encode(String value) {
        return value.getBytes(StandardCharsets.US_ASCII);
    }
}
