package io.exactlyonce.job.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.RecordHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class LaneStamperTest {
    private static final int MAX_PARALLELISM = 8;

    /** Sequences by lane and topic, in the order in which they were stamped. */
    private final Map<String, List<Long>> stamped = new TreeMap<>();

    private List<OperatorSubtaskState> snapshots = List.of();

    @Test
    void aNewSubtaskOpensALaneOfItsOwnAndCountsPerTopic() throws Exception {
        run(2, subtask -> List.of("out", "out", "dead", "out"));

        assertThat(stamped).hasSize(4);
        assertThat(stamped.values())
                .containsExactlyInAnyOrder(
                        List.of(0L, 1L, 2L), List.of(0L), List.of(0L, 1L, 2L), List.of(0L));
    }

    @Test
    void lanesGoOnCountingThroughEveryRescale() throws Exception {
        for (int parallelism : new int[] {2, 4, 3, 1, 4}) {
            run(parallelism, subtask -> List.of("out", "out", "out", "out", "out"));
        }

        assertThat(stamped).hasSize(4);
        assertThat(stamped.values())
                .allSatisfy(
                        sequences ->
                                assertThat(sequences)
                                        .isEqualTo(
                                                LongStream.range(0, sequences.size())
                                                        .boxed()
                                                        .toList()));
        assertThat(stamped.values().stream().mapToInt(List::size).sum()).isEqualTo(70);
    }

    @Test
    void aSubtaskWithSeveralLanesUsesThemAll() throws Exception {
        run(4, subtask -> List.of("out"));

        run(1, subtask -> List.of("out", "out", "out", "out"));

        assertThat(stamped).hasSize(4);
        assertThat(stamped.values()).allMatch(sequences -> sequences.equals(List.of(0L, 1L)));
    }

    @Test
    void whatWasStampedAfterTheCheckpointIsStampedAgain() throws Exception {
        run(1, subtask -> List.of("out", "out"));
        List<OperatorSubtaskState> checkpoint = snapshots;
        run(1, subtask -> List.of("out"));
        stamped.values().forEach(sequences -> sequences.remove(2L));

        snapshots = checkpoint;
        run(1, subtask -> List.of("out"));

        assertThat(stamped.values()).containsExactly(List.of(0L, 1L, 2L));
    }

    private interface Input {
        List<String> topics(int subtask);
    }

    /** One run at a parallelism: restore, stamp, snapshot. */
    private void run(int parallelism, Input input) throws Exception {
        List<OperatorSubtaskState> next = new ArrayList<>();
        int before = snapshots.size();
        OperatorSubtaskState all =
                before == 0
                        ? null
                        : AbstractStreamOperatorTestHarness.repackageState(
                                snapshots.toArray(OperatorSubtaskState[]::new));
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (OneInputStreamOperatorTestHarness<OutputRecord, OutputRecord> harness =
                    new OneInputStreamOperatorTestHarness<>(
                            new StreamMap<>(new LaneStamper()),
                            MAX_PARALLELISM,
                            parallelism,
                            subtask)) {
                harness.setup();
                if (all != null) {
                    harness.initializeState(
                            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                    all, MAX_PARALLELISM, before, parallelism, subtask));
                }
                harness.open();
                for (String topic : input.topics(subtask)) {
                    harness.processElement(
                            new StreamRecord<>(new OutputRecord(topic, -1, null, null, List.of())));
                }
                harness.extractOutputValues().forEach(this::collect);
                next.add(harness.snapshot(1, 1));
            }
        }
        snapshots = next;
    }

    private void collect(OutputRecord output) {
        Map<String, String> headers = new HashMap<>();
        for (RecordHeader header : output.headers()) {
            headers.put(
                    header.name(),
                    new String(header.value(), java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(headers.get(LaneHeaders.LANE)).matches("[0-9a-f]{16}");
        stamped.computeIfAbsent(
                        headers.get(LaneHeaders.LANE) + " " + output.topic(),
                        lane -> new ArrayList<>())
                .add(Long.parseLong(headers.get(LaneHeaders.SEQUENCE)));
    }
}
