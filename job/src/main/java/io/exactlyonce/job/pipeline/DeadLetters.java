package io.exactlyonce.job.pipeline;

import io.exactlyonce.job.lane.LaneHeaders;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.RecordHeader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record that cannot be processed: it goes, with the reason, to the dead-letter
 * topic of the same transaction. A record too large for any topic leaves its value behind in the
 * input topic, where its origin header points.
 *
 * @param topic the dead-letter topic
 * @param maxRecordSize bytes that a record may have on the wire
 */
public record DeadLetters(String topic, int maxRecordSize) implements Serializable {
    /** Why the record is here, for people. */
    public static final String REASON = "eo-dead-reason";

    /** Upper bound of the batch and record framing of message format 2, and of the lane headers. */
    private static final int FRAMING = 256;

    private static final int FRAMING_PER_HEADER = 10;
    private static final int LONGEST_REASON = 500;

    /** The record as a dead letter: key, value and headers as they came, and the reason. */
    public OutputRecord of(InputRecord input, String reason) {
        List<RecordHeader> headers = new ArrayList<>(evidence(input, reason));
        headers.addAll(withoutOurs(input.headers()));
        return fitting(
                new OutputRecord(topic, input.timestamp(), input.key(), input.value(), headers),
                input);
    }

    /** The output if it fits into a topic, or a dead letter for its input. */
    public OutputRecord fitting(OutputRecord output, InputRecord input) {
        long size = size(output.key(), output.value(), output.headers());
        if (size <= maxRecordSize) {
            return output;
        }
        List<RecordHeader> headers =
                evidence(
                        input,
                        "record of "
                                + size
                                + " bytes exceeds the limit of "
                                + maxRecordSize
                                + "; its value is at the origin only");
        return new OutputRecord(topic, input.timestamp(), null, null, headers);
    }

    /** Headers of the input that a derived record keeps: all but the marks of an earlier job. */
    public static List<RecordHeader> withoutOurs(List<RecordHeader> headers) {
        return headers.stream()
                .filter(
                        header ->
                                switch (header.name()) {
                                    case LaneHeaders.LANE,
                                            LaneHeaders.SEQUENCE,
                                            LaneHeaders.ORIGIN,
                                            REASON ->
                                            false;
                                    default -> true;
                                })
                .toList();
    }

    private static List<RecordHeader> evidence(InputRecord input, String reason) {
        String shortened =
                reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        return List.of(
                RecordHeader.of(REASON, shortened),
                RecordHeader.of(LaneHeaders.ORIGIN, input.origin()));
    }

    private static long size(
            byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
        long size = (long) FRAMING + length(key) + length(value);
        for (RecordHeader header : headers) {
            // A character is at most three bytes in UTF-8 (a surrogate pair is four for two).
            size += FRAMING_PER_HEADER + 3L * header.name().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
