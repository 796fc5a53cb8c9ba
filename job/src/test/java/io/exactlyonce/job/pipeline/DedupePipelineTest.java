package io.exactlyonce.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DedupePipelineTest {
    private static final Duration TTL = Duration.ofHours(2);

    @Test
    void anIdIsForgottenItsTimeToLiveAfterItWasFirstSeen() throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<String, DedupePipeline.Event, OutputRecord>
                harness = harness()) {
            long start = 1_000_000;
            harness.setStateTtlProcessingTime(start);
            harness.processElement(event("a", 0));
            harness.setStateTtlProcessingTime(start + TTL.toMillis() - 1);
            harness.processElement(event("a", 1));
            harness.setStateTtlProcessingTime(start + TTL.toMillis());
            harness.processElement(event("a", 2));

            assertThat(harness.extractOutputValues())
                    .extracting(OutputRecord::timestamp)
                    .containsExactly(0L, 2L);
        }
    }

    @Test
    void anEventWhoseRecordBecameADeadLetterIsStillToCome() throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<String, DedupePipeline.Event, OutputRecord>
                harness = harness()) {
            harness.processElement(event("a", System.currentTimeMillis() + 2 * TTL.toMillis()));
            harness.processElement(event("b", 0, new byte[2_000]));
            harness.processElement(event("a", 1));
            harness.processElement(event("b", 2));
            harness.processElement(event("a", 3));
            harness.processElement(event("b", 4));

            assertThat(harness.extractOutputValues())
                    .extracting(OutputRecord::topic)
                    .containsExactly("dead", "dead", "out", "out");
            assertThat(harness.extractOutputValues())
                    .extracting(OutputRecord::timestamp)
                    .endsWith(1L, 2L);
        }
    }

    private static StreamRecord<DedupePipeline.Event> event(String id, long timestamp) {
        return event(id, timestamp, new byte[0]);
    }

    private static StreamRecord<DedupePipeline.Event> event(
            String id, long timestamp, byte[] value) {
        return new StreamRecord<>(
                new DedupePipeline.Event(
                        id, true, new InputRecord("in", 0, 0, timestamp, null, value, List.of())));
    }

    private static KeyedOneInputStreamOperatorTestHarness<
                    String, DedupePipeline.Event, OutputRecord>
            harness() throws Exception {
        PipelineContext context =
                new PipelineContext(
                        new ExactlyOnceConfig.Pipeline(
                                "dedupe",
                                ValueFormat.RAW,
                                List.of(),
                                null,
                                null,
                                new ExactlyOnceConfig.Dedupe("id", null, TTL)),
                        "out",
                        new DeadLetters("dead", 1_000, Duration.ofHours(1)));
        KeyedOneInputStreamOperatorTestHarness<String, DedupePipeline.Event, OutputRecord> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new DedupePipeline.FirstOnly(context)),
                        DedupePipeline.Event::key,
                        Types.STRING);
        harness.open();
        return harness;
    }
}
