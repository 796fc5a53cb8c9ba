package io.exactlyonce.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class TotalsPipelineTest {
    @Test
    void aRecordWhoseTotalBecameADeadLetterIsNotCounted() throws Exception {
        long inTwoHours = System.currentTimeMillis() + Duration.ofHours(2).toMillis();
        try (KeyedOneInputStreamOperatorTestHarness<String, TotalsPipeline.Sample, OutputRecord>
                harness = harness()) {
            harness.processElement(sample(5, 0));
            harness.processElement(sample(100, inTwoHours));
            harness.processElement(sample(2, 1));

            assertThat(harness.extractOutputValues())
                    .extracting(OutputRecord::topic)
                    .containsExactly("out", "dead", "out");
            assertThat(text(harness.extractOutputValues().get(2)))
                    .isEqualTo("{\"key\":\"k\",\"count\":2,\"sum\":7,\"max\":5}");
        }
    }

    private static String text(OutputRecord output) {
        return new String(java.util.Objects.requireNonNull(output.value()), StandardCharsets.UTF_8);
    }

    private static StreamRecord<TotalsPipeline.Sample> sample(long value, long timestamp) {
        return new StreamRecord<>(
                new TotalsPipeline.Sample(
                        "\"k\"",
                        BigDecimal.valueOf(value),
                        new InputRecord("in", 0, 0, timestamp, null, null, List.of())));
    }

    private static KeyedOneInputStreamOperatorTestHarness<
                    String, TotalsPipeline.Sample, OutputRecord>
            harness() throws Exception {
        PipelineContext context =
                new PipelineContext(
                        new ExactlyOnceConfig.Pipeline(
                                "totals",
                                ValueFormat.JSON,
                                List.of(),
                                "key",
                                null,
                                new ExactlyOnceConfig.Dedupe(null, null, Duration.ofHours(1))),
                        "out",
                        new DeadLetters("dead", 1_000, Duration.ofHours(1)));
        KeyedOneInputStreamOperatorTestHarness<String, TotalsPipeline.Sample, OutputRecord>
                harness =
                        new KeyedOneInputStreamOperatorTestHarness<>(
                                new KeyedProcessOperator<>(new TotalsPipeline.Total(context)),
                                TotalsPipeline.Sample::key,
                                Types.STRING);
        harness.open();
        return harness;
    }
}
