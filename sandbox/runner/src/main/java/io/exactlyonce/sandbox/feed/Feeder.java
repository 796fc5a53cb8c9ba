package io.exactlyonce.sandbox.feed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file to a topic in small Kafka transactions, in a thread of its own. Now and then it
 * writes a batch and aborts it: a job that does not read committed data only would count those
 * records too.
 */
public final class Feeder implements AutoCloseable {
    private static final Duration BATCH = Duration.ofMillis(400);
    private static final double ABORTED_BATCHES = 0.1;
    private static final double REPEATED_RECORDS = 0.05;

    private final InputFile input;
    private final long total;
    private final String topic;
    private final FeedPlan plan;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread = new Thread(this::run, "feeder");
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong aborted = new AtomicLong();
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    private volatile Pacer.Part part = Pacer.Part.FIRST;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    private Feeder(
            InputFile input, long total, String bootstrapServers, String topic, FeedPlan plan) {
        this.input = input;
        this.total = total;
        this.topic = topic;
        this.plan = plan;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "transactional.id",
                                "sandbox-feeder-" + topic,
                                "linger.ms",
                                "20"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /**
     * Starts to feed.
     *
     * @param total records of the file, as surveyed
     */
    public static Feeder start(
            InputFile input, long total, String bootstrapServers, String topic, FeedPlan plan) {
        Feeder feeder = new Feeder(input, total, bootstrapServers, topic, plan);
        feeder.thread.setDaemon(true);
        feeder.thread.start();
        return feeder;
    }

    /** Tells what the run is busy with now. */
    public void enter(Pacer.Part next) {
        part = next;
    }

    /** Records of the file that are committed to the topic. */
    public long sent() {
        return sent.get();
    }

    /** Records sent once more, as if by a retrying producer. */
    public long repeated() {
        return repeated.get();
    }

    /** Records written and aborted on purpose. */
    public long aborted() {
        return aborted.get();
    }

    /**
     * True when every record is committed to the topic.
     *
     * @throws IllegalStateException when feeding failed
     */
    public boolean isDone() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new IllegalStateException("Writing the input to Kafka failed", cause);
        }
        return sent.get() == total;
    }

    /** One past the last record of every partition that has records. */
    public Map<TopicPartition, Long> ends() {
        return Map.copyOf(ends);
    }

    private void run() {
        try (RecordReader reader = input.open()) {
            producer.initTransactions();
            feed(reader);
        } catch (RuntimeException e) {
            failure = e;
        } catch (IOException e) {
            failure = new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void feed(RecordReader reader) throws InterruptedException {
        Random random = new Random(plan.seed());
        Pacer pacer = new Pacer(total, plan.pace());
        List<Numbered> later = new ArrayList<>();
        long last = System.nanoTime();
        while (sent.get() < total && !stopping) {
            Thread.sleep(BATCH.toMillis());
            long now = System.nanoTime();
            long due = pacer.due(part, Duration.ofNanos(now - last), sent.get());
            last = now;
            List<Numbered> batch = take(reader, due);
            if (batch.isEmpty()) {
                continue;
            }
            if (random.nextDouble() < ABORTED_BATCHES) {
                send(batch);
                producer.flush();
                producer.abortTransaction();
                aborted.addAndGet(batch.size());
            }
            commit(batch, later);
            sent.addAndGet(batch.size());
            later.clear();
            if (plan.eventIdHeader() != null) {
                batch.stream()
                        .filter(r -> random.nextDouble() < REPEATED_RECORDS)
                        .forEach(later::add);
            }
        }
    }

    private List<Numbered> take(RecordReader reader, long count) {
        List<Numbered> batch = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            Optional<byte[]> value = reader.next();
            if (value.isEmpty()) {
                throw new IllegalStateException("The input file has changed during the run");
            }
            batch.add(new Numbered(sent.get() + i, value.get()));
        }
        return batch;
    }

    private void commit(List<Numbered> batch, List<Numbered> again) {
        send(batch);
        producer.commitTransaction();
        if (!again.isEmpty()) {
            send(again);
            producer.commitTransaction();
            repeated.addAndGet(again.size());
        }
    }

    private void send(List<Numbered> batch) {
        producer.beginTransaction();
        for (Numbered record : batch) {
            Optional<String> key = plan.routing().key(record.value());
            ProducerRecord<byte[], byte[]> message =
                    new ProducerRecord<>(
                            topic,
                            Routing.partition(key, plan.partitions()),
                            key.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null),
                            record.value());
            if (plan.eventIdHeader() != null) {
                message.headers()
                        .add(
                                plan.eventIdHeader(),
                                Long.toString(record.number()).getBytes(StandardCharsets.UTF_8));
            }
            producer.send(message, (metadata, error) -> note(metadata, error));
        }
    }

    private void note(RecordMetadata metadata, @Nullable Exception error) {
        if (error == null) {
            ends.merge(
                    new TopicPartition(metadata.topic(), metadata.partition()),
                    metadata.offset() + 1,
                    Math::max);
        }
    }

    @Override
    public void close() {
        stopping = true;
        producer.close(Duration.ofSeconds(2));
    }

    private record Numbered(long number, byte[] value) {}
}
