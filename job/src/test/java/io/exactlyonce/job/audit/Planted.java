package io.exactlyonce.job.audit;

import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.job.lane.LaneHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes stamped records the way a job would, and the way it must not. */
final class Planted {
    static final String LANE = "00000000000000aa";

    private final String topic;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

    private Planted(String topic) {
        this.topic = topic;
    }

    static Planted in(String topic) {
        return new Planted(topic);
    }

    /** Records of one lane in one partition. */
    Planted lane(int partition, long... sequences) {
        for (long sequence : sequences) {
            stamp(add(partition), LANE, Long.toString(sequence));
        }
        return this;
    }

    /** Records of one lane that name their input records in partition 0 of a topic. */
    Planted from(String input, long... offsets) {
        for (long offset : offsets) {
            Headers headers = add(0);
            stamp(headers, LANE, Long.toString(records.size() - 1));
            headers.add(LaneHeaders.ORIGIN, LaneHeaders.encode(input + "/0/" + offset));
        }
        return this;
    }

    /** A record with these very header values; null for no header. */
    Planted raw(String lane, String sequence) {
        stamp(add(0), lane, sequence);
        return this;
    }

    private Headers add(int partition) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, partition, null, TestKafka.utf8("value"));
        records.add(record);
        return record.headers();
    }

    private static void stamp(Headers headers, String lane, String sequence) {
        if (lane != null) {
            headers.add(LaneHeaders.LANE, LaneHeaders.encode(lane));
        }
        if (sequence != null) {
            headers.add(LaneHeaders.SEQUENCE, LaneHeaders.encode(sequence));
        }
    }

    void send(TestKafka kafka) {
        kafka.send(records);
    }

    /** Sends in a transaction and leaves it open; closing the producer does not commit. */
    KafkaProducer<byte[], byte[]> sendOpen(TestKafka kafka, String transactionalId) {
        Properties properties = kafka.client();
        properties.put("transactional.id", transactionalId);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        records.forEach(producer::send);
        producer.flush();
        return producer;
    }
}
