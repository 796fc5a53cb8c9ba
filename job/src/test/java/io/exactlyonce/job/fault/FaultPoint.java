package io.exactlyonce.job.fault;

import io.exactlyonce.job.record.OutputRecord;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * An operator that passes records on and does to the job what its {@link Fault} says. The job finds
 * the fault by name in this process: a job graph could only carry a copy.
 */
final class FaultPoint implements MapFunction<OutputRecord, OutputRecord>, CheckpointedFunction {
    private static final Map<String, Fault> ARMED = new ConcurrentHashMap<>();

    private final String name;

    FaultPoint(String name) {
        this.name = name;
    }

    static void arm(String name, Fault fault) {
        ARMED.put(name, fault);
    }

    static Fault named(String name) {
        return Objects.requireNonNull(ARMED.getOrDefault(name, Fault.NONE));
    }

    @Override
    public OutputRecord map(OutputRecord output) {
        named(name).onRecord();
        return output;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        named(name).onSnapshot(context.getCheckpointId());
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
}
