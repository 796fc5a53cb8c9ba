package io.exactlyonce.job.fault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a pipeline must have written, recomputed from its input topic. */
@FunctionalInterface
interface Expected {
    /**
     * @param input all committed records, each partition in order
     */
    List<Output> of(List<ConsumerRecord<byte[], byte[]>> input);

    /** {@code copy} of raw records without headers. */
    static Expected copy(String topic) {
        return input ->
                input.stream()
                        .map(
                                record ->
                                        new Output(
                                                topic,
                                                Output.text(record.key()),
                                                Output.text(record.value()),
                                                List.of(Output.origin(record))))
                        .toList();
    }

    /** {@code totals} of {@code key,integer} lines, where a key lives in one partition. */
    static Expected totals(String topic) {
        return input -> {
            Map<String, long[]> totals = new HashMap<>();
            List<Output> outputs = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : input) {
                String[] line = Objects.requireNonNull(Output.text(record.value())).split(",", 2);
                long value = Long.parseLong(line[1]);
                long[] total =
                        totals.computeIfAbsent(line[0], k -> new long[] {0, 0, Long.MIN_VALUE});
                total[0]++;
                total[1] += value;
                total[2] = Math.max(total[2], value);
                String key = '"' + line[0] + '"';
                String json =
                        String.format(
                                "{\"key\":%s,\"count\":%d,\"sum\":%d,\"max\":%d}",
                                key, total[0], total[1], total[2]);
                outputs.add(new Output(topic, key, json, List.of(Output.origin(record))));
            }
            return outputs;
        };
    }
}
