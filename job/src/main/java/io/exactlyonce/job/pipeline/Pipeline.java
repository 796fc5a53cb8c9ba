package io.exactlyonce.job.pipeline;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.Violation;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * A pipeline by name. Implementations are found by {@link java.util.ServiceLoader}: name yours in
 * {@code META-INF/services/io.exactlyonce.job.pipeline.Pipeline}.
 */
public interface Pipeline {
    /** The value of {@code exactly-once.pipeline.name} that chooses it. */
    String name();

    /** What its part of the configuration lacks; empty when it can run. */
    List<Violation> violations(ExactlyOnceConfig.Pipeline config);

    /**
     * Builds it. Every operator needs a fixed uid (a changed one loses its state), and every record
     * that cannot be processed must come out as a dead letter: an exception would repeat for ever.
     */
    DataStream<OutputRecord> build(DataStream<InputRecord> input, PipelineContext context);
}
