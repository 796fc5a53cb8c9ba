package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.AuditException.Incomplete;
import io.exactlyonce.job.audit.ledger.Partition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * Reads partitions up to given offsets with an assigned consumer (no group, nothing committed). The
 * consumer must be {@code read_committed} with {@code auto.offset.reset} none: then its position
 * passes an offset only when every transaction below is decided.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<?, ?> consumer;
    private final Duration timeout;
    private final BooleanSupplier stopped;
    private final Sink sink;

    /** Who takes what is read. */
    interface Sink {
        /** A partition is read for the first time, from this offset on. */
        void begin(Partition partition, long firstOffset);

        /** Records were deleted before they could be read; reading goes on at this offset. */
        void gap(Partition partition, long resumedAt);

        void record(Partition partition, long offset, Headers headers);
    }

    /**
     * How far reading shall go, from the log's first offset to without the end.
     *
     * @param logEnd where the log itself ends
     */
    record Span(long beginning, long end, long logEnd) {
        /** All that the log holds. */
        static Span of(long beginning, long logEnd) {
            return new Span(beginning, logEnd, logEnd);
        }

        /** The same, read up to this offset at most. */
        Span upTo(long wanted) {
            return new Span(beginning, Math.min(wanted, logEnd), logEnd);
        }
    }

    /**
     * @param timeout how long no position may move
     * @param stopped asked between polls; true ends reading with a {@link CancellationException}
     */
    TopicReader(Consumer<?, ?> consumer, Duration timeout, BooleanSupplier stopped, Sink sink) {
        this.consumer = consumer;
        this.timeout = timeout;
        this.stopped = stopped;
        this.sink = sink;
    }

    /**
     * Reads on until every position has passed the end of its span.
     *
     * @throws Incomplete if a log ends below what was read of it before
     * @return the positions of partitions that nothing moved on for the timeout; empty when done
     */
    Map<TopicPartition, Long> read(Map<TopicPartition, Span> spans) {
        assign(spans);
        consumer.resume(spans.keySet());
        spans.forEach(this::refuseShorter);
        Map<TopicPartition, Long> unfinished = unfinished(spans);
        long movedAt = System.nanoTime();
        while (!unfinished.isEmpty() && System.nanoTime() - movedAt < timeout.toNanos()) {
            poll();
            Map<TopicPartition, Long> reached = unfinished(spans);
            if (!reached.equals(unfinished)) {
                movedAt = System.nanoTime();
            }
            unfinished = reached;
        }
        return unfinished;
    }

    private void assign(Map<TopicPartition, Span> spans) {
        Set<TopicPartition> known = consumer.assignment();
        Set<TopicPartition> all = new HashSet<>(known);
        all.addAll(spans.keySet());
        consumer.assign(all);
        spans.forEach(
                (partition, span) -> {
                    if (!known.contains(partition)) {
                        consumer.seek(partition, span.beginning());
                        sink.begin(named(partition), span.beginning());
                    }
                });
    }

    /** A position above the end must not pass for one that has reached it. */
    private void refuseShorter(TopicPartition partition, Span span) {
        long position = consumer.position(partition);
        if (span.logEnd() < position) {
            throw shorter(partition, position);
        }
    }

    private static Incomplete shorter(TopicPartition partition, long position) {
        return new Incomplete(
                named(partition)
                        + " ended below offset "
                        + position
                        + " while it was read: the topic was created anew or the broker lost its"
                        + " tail; audit it again");
    }

    /** Partitions that reached their end are paused, so that a busy one does not delay others. */
    private Map<TopicPartition, Long> unfinished(Map<TopicPartition, Span> spans) {
        Map<TopicPartition, Long> unfinished = new HashMap<>();
        spans.forEach(
                (partition, span) -> {
                    long position = consumer.position(partition);
                    if (position < span.end()) {
                        unfinished.put(partition, position);
                    } else {
                        consumer.pause(List.of(partition));
                    }
                });
        return unfinished;
    }

    private void poll() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("stopped while reading");
        }
        try {
            ConsumerRecords<?, ?> records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                Partition name = named(partition);
                for (ConsumerRecord<?, ?> record : records.records(partition)) {
                    sink.record(name, record.offset(), record.headers());
                }
            }
        } catch (OffsetOutOfRangeException e) {
            skipDeleted(e.offsetOutOfRangePartitions());
        }
    }

    private void skipDeleted(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(positions.keySet());
        positions.forEach(
                (partition, position) -> {
                    long beginning = beginnings.getOrDefault(partition, 0L);
                    if (beginning < position) {
                        throw shorter(partition, position);
                    }
                    consumer.seek(partition, beginning);
                    sink.gap(named(partition), beginning);
                });
    }

    private static Partition named(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
