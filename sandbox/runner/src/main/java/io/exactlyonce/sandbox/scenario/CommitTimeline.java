package io.exactlyonce.sandbox.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer of the committed output that notes when news arrived, to tell how long it had to wait:
 * what a user of the output feels of a kill or a rescale.
 */
public final class CommitTimeline implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final OutputProbe probe;
    private final String bootstrapServers;
    private final Consumer<Progress> listener;
    private final List<Long> arrivals = new ArrayList<>();
    private volatile boolean stopping;

    /**
     * Where the output stands.
     *
     * @param committed records that a read_committed consumer was given so far
     * @param open offsets written and not decided yet
     */
    public record Progress(long committed, long open) {}

    CommitTimeline(OutputProbe probe, String bootstrapServers, Consumer<Progress> listener) {
        this.probe = probe;
        this.bootstrapServers = bootstrapServers;
        this.listener = listener;
        Thread thread = new Thread(this::watch, "commit-timeline");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The longest time without news among those that ended after a moment; zero when none came
     * after it.
     *
     * @param since in terms of {@link System#nanoTime()}
     */
    synchronized Duration longestGap(long since) {
        long longest = 0;
        long previous = since;
        for (long arrival : arrivals) {
            if (arrival >= since) {
                longest = Math.max(longest, arrival - previous);
            }
            previous = arrival;
        }
        return Duration.ofNanos(longest);
    }

    private void watch() {
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Collection<TopicPartition> partitions = probe.partitions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long committed = 0;
            while (!stopping) {
                int news = consumer.poll(POLL).count();
                committed += news;
                if (news > 0) {
                    note(System.nanoTime());
                }
                listener.accept(new Progress(committed, probe.ends().open()));
            }
        } catch (InterruptedException | ExecutionException | KafkaException e) {
            Thread.currentThread().interrupt(); // The brokers are going away: the run ends.
        }
    }

    private synchronized void note(long now) {
        arrivals.add(now);
    }

    @Override
    public void close() {
        stopping = true;
    }
}
