package io.exactlyonce.sandbox.feed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to feed, and how.
 *
 * @param partitions of the topic
 * @param eventIdHeader header for the number of the record in the file; with it, about one record
 *     in twenty is sent again later with the same number, as a retrying producer does. Null for
 *     neither
 * @param pace how long the whole input would take at an even pace
 * @param seed decides which records are sent again and which batches are aborted
 */
public record FeedPlan(
        Routing routing,
        int partitions,
        @Nullable String eventIdHeader,
        Duration pace,
        long seed) {}
