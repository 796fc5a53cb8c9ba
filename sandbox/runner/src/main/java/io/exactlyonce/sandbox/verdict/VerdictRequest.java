package io.exactlyonce.sandbox.verdict;

import org.jspecify.annotations.Nullable;

/**
 * What to judge: all that the judge is told.
 *
 * @param input the file that was fed
 * @param limit how many of its records were fed at most
 */
public record VerdictRequest(
        String input,
        long limit,
        Rules rules,
        String bootstrapServers,
        String outputTopic,
        String deadLetterTopic) {

    /**
     * How the expected output is worked out.
     *
     * @param pipeline {@code copy}, {@code dedupe} or {@code totals}
     * @param keyField field that records were keyed by
     * @param valueField field that {@code totals} adds up; null when there is none
     * @param idField field that {@code dedupe} looks at; null when every record of the file is an
     *     event of its own
     */
    public record Rules(
            String pipeline,
            String keyField,
            @Nullable String valueField,
            @Nullable String idField) {

        /** Dedupe partitions by event id, so events of one key may overtake each other. */
        boolean keepsOrder() {
            return !pipeline.equals("dedupe");
        }
    }
}
