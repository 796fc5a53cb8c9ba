package io.exactlyonce.job.pipeline;

import io.exactlyonce.job.lane.LaneHeaders;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.RecordHeader;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record that cannot be processed: it goes, with the reason, to the dead-letter
 * topic of the same transaction. A record too large for any topic leaves its value behind in the
 * input topic, where its origin header points; one from too far in the future, which topics refuse
 * as well, leaves its timestamp there.
 *
 * @param topic the dead-letter topic
 * @param maxRecordSize bytes that a record may have on the wire
 * @param maxTimestampAhead how far ahead of the clock topics take a timestamp
 */
public record DeadLetters(String topic, int maxRecordSize, Duration maxTimestampAhead)
        implements Serializable {
    /** Why the record is here, for people. */
    public static final String REASON = "eo-dead-reason";

    /** Upper bound of the batch and record framing of message format 2, and of the lane headers. */
    private static final int FRAMING = 256;

    private static final int FRAMING_PER_HEADER = 10;
    private static final int LONGEST_REASON = 500;

    /** The producer's own time. */
    private static final long TIME_OF_WRITING = -1;

    /** The record as a dead letter: key, value and headers as they came, and the reason. */
    public OutputRecord of(InputRecord input, String reason) {
        return of(input, reason, System.currentTimeMillis());
    }

    /** The output if topics take it, or a dead letter for its input. */
    public OutputRecord fitting(OutputRecord output, InputRecord input) {
        return fitting(output, input, System.currentTimeMillis());
    }

    OutputRecord of(InputRecord input, String reason, long now) {
        List<RecordHeader> headers = new ArrayList<>(evidence(input, reason));
        headers.addAll(withoutOurs(input.headers()));
        OutputRecord letter =
                new OutputRecord(topic, timestamp(input, now), input.key(), input.value(), headers);
        return fitting(letter, input, now);
    }

    OutputRecord fitting(OutputRecord output, InputRecord input, long now) {
        if (isTooFarAhead(output.timestamp(), now)) {
            String reason =
                    "timestamp "
                            + output.timestamp()
                            + " is more than "
                            + maxTimestampAhead.toSeconds()
                            + " s ahead of the clock";
            return of(input, reason, now);
        }
        long size = size(output.key(), output.value(), output.headers());
        if (size <= maxRecordSize) {
            return output;
        }
        String reason =
                "record of "
                        + size
                        + " bytes exceeds the limit of "
                        + maxRecordSize
                        + "; its value is at the origin only";
        return new OutputRecord(topic, timestamp(input, now), null, null, evidence(input, reason));
    }

    private long timestamp(InputRecord input, long now) {
        return isTooFarAhead(input.timestamp(), now) ? TIME_OF_WRITING : input.timestamp();
    }

    private boolean isTooFarAhead(long timestamp, long now) {
        return timestamp > now + maxTimestampAhead.toMillis();
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
