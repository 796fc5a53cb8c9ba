package io.exactlyonce.job.pipeline;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.record.RecordFormat;
import java.io.Serializable;

/**
 * What a pipeline is built with.
 *
 * @param config its part of the configuration
 * @param topic where results go
 * @param deadLetters where everything else goes
 */
public record PipelineContext(
        ExactlyOnceConfig.Pipeline config, String topic, DeadLetters deadLetters)
        implements Serializable {

    /** How values are read. */
    public RecordFormat recordFormat() {
        return new RecordFormat(config.format(), config.csvColumns());
    }
}
