package io.exactlyonce.job.fault;

import io.exactlyonce.job.harness.TestKafka;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends lines all the time, so that whatever happens happens in mid-transaction. */
final class Feed implements AutoCloseable {
    private static final int BATCH = 10;
    private static final Duration PACE = Duration.ofMillis(10);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicInteger sent = new AtomicInteger();
    private final CompletableFuture<Void> loop;
    private volatile boolean open = true;

    private Feed(TestKafka kafka, String topic) {
        this.producer =
                new KafkaProducer<>(
                        kafka.client(), new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.loop = CompletableFuture.runAsync(this::run, task -> new Thread(task, topic).start());
    }

    /** About a thousand records a second. */
    static Feed start(TestKafka kafka, String topic) {
        return new Feed(kafka, topic);
    }

    /** Ends the feed and returns how many records it sent. */
    int stop() {
        open = false;
        loop.join();
        producer.flush();
        return sent.get();
    }

    @Override
    public void close() {
        stop();
        producer.close();
    }

    private void run() {
        while (open) {
            for (int i = 0; i < BATCH; i++) {
                String line = Scenario.line(sent.getAndIncrement());
                byte[] key = TestKafka.utf8(line.substring(0, line.indexOf(',')));
                var unused = producer.send(new ProducerRecord<>(topic, key, TestKafka.utf8(line)));
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
    }
}
