package io.exactlyonce.job.fault;

import io.exactlyonce.job.lane.LaneHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Judges a run that is over: every output that the input demands is committed once and nothing else
 * is; every lane counts 0, 1, 2, … per topic and only ever rises within a partition; no transaction
 * is open. It shares no code with the job or the audit.
 */
final class Oracle {
    private Oracle() {}

    /** Everything that is wrong, in plain text; empty when the run was exactly-once. */
    static List<String> findings(
            Collection<Output> expected,
            List<ConsumerRecord<byte[], byte[]>> committed,
            Collection<String> openTransactions) {
        List<String> findings = new ArrayList<>();
        contents(expected, committed, findings);
        lanes(committed, findings);
        for (String open : openTransactions) {
            findings.add("open transaction: " + open);
        }
        return findings;
    }

    private static void contents(
            Collection<Output> expected,
            List<ConsumerRecord<byte[], byte[]>> committed,
            List<String> findings) {
        Map<Output, Integer> balance = new HashMap<>();
        expected.forEach(output -> balance.merge(output, -1, Integer::sum));
        committed.forEach(record -> balance.merge(Output.of(record), 1, Integer::sum));
        balance.forEach(
                (output, surplus) -> {
                    if (surplus < 0) {
                        findings.add("lost " + -surplus + " x " + output);
                    } else if (surplus > 0) {
                        findings.add("not expected " + surplus + " x " + output);
                    }
                });
    }

    private record Lane(String topic, String id) {}

    private static void lanes(
            List<ConsumerRecord<byte[], byte[]>> committed, List<String> findings) {
        Map<Lane, NavigableMap<Long, Integer>> counts = new HashMap<>();
        Map<Lane, Map<TopicPartition, Long>> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : committed) {
            List<String> ids = values(record, LaneHeaders.LANE);
            List<String> sequences = values(record, LaneHeaders.SEQUENCE);
            if (ids.size() != 1 || sequences.size() != 1) {
                findings.add(place(record) + " has lanes " + ids + " and numbers " + sequences);
                continue;
            }
            Lane lane = new Lane(record.topic(), ids.get(0));
            long sequence = Long.parseLong(sequences.get(0));
            counts.computeIfAbsent(lane, l -> new TreeMap<>()).merge(sequence, 1, Integer::sum);
            Long before =
                    last.computeIfAbsent(lane, l -> new HashMap<>())
                            .put(new TopicPartition(record.topic(), record.partition()), sequence);
            if (before != null && sequence <= before) {
                findings.add(place(record) + ": " + sequence + " after " + before + " in " + lane);
            }
        }
        counts.forEach((lane, sequences) -> count(lane, sequences, findings));
    }

    private static void count(Lane lane, NavigableMap<Long, Integer> seen, List<String> findings) {
        for (long i = 0; i <= seen.lastKey(); i++) {
            int times = seen.getOrDefault(i, 0);
            if (times == 0) {
                findings.add("hole at " + i + " in " + lane);
            } else if (times > 1) {
                findings.add("repeat of " + i + " in " + lane);
            }
        }
        seen.headMap(0L).keySet().forEach(i -> findings.add("number " + i + " in " + lane));
    }

    /** Records per lane of one topic's records. */
    static Map<String, Long> lengths(List<ConsumerRecord<byte[], byte[]>> committed) {
        Map<String, Long> lengths = new TreeMap<>();
        committed.forEach(
                record ->
                        values(record, LaneHeaders.LANE)
                                .forEach(id -> lengths.merge(id, 1L, Long::sum)));
        return lengths;
    }

    private static List<String> values(ConsumerRecord<byte[], byte[]> record, String name) {
        List<String> values = new ArrayList<>();
        for (Header header : record.headers().headers(name)) {
            values.add(new String(header.value(), StandardCharsets.US_ASCII));
        }
        return values;
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
