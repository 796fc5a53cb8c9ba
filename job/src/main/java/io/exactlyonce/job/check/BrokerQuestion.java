package io.exactlyonce.job.check;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job wants of the brokers.
 *
 * @param transactionTimeout the timeout its sinks will ask for
 * @param topics every topic that it reads or writes
 * @param written those of them that it writes
 * @param limits what its records may be like
 */
public record BrokerQuestion(
        Duration transactionTimeout, Set<String> topics, Set<String> written, Limits limits) {

    /**
     * @param maxRecordSize bytes that a record it writes may have
     * @param maxTimestampAhead how far ahead of the clock the timestamp of such a record may lie
     * @param deadLetterTopic where records go that are beyond; null in a job that has none, whose
     *     timestamps are its own affair
     */
    public record Limits(
            int maxRecordSize, Duration maxTimestampAhead, @Nullable String deadLetterTopic) {}
}
