package io.exactlyonce.job.lane;

import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.RecordHeader;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.jspecify.annotations.Nullable;

/**
 * Numbers every record, per lane and topic, right before the sink.
 *
 * <p>A lane is an id with one counter per topic. Lanes are operator list state: after a rescale
 * they are dealt out anew, so a lane goes on counting in another subtask. A subtask that got
 * several uses them all in turn; one that got none opens a new one. No lane is retired while the
 * lineage lives: lanes of a subtask that is gone would otherwise end without proof that they are
 * complete.
 *
 * <p>The counters are part of the same checkpoint as the transaction of the sink. So a committed
 * lane has no hole and no repeat, whatever failed in between; and one that has is the evidence.
 */
public final class LaneStamper
        implements MapFunction<OutputRecord, OutputRecord>, CheckpointedFunction {
    private static final String STATE = "lanes";
    private static final int ID_BYTES = 8;

    private transient @Nullable ListState<Tuple2<String, Map<String, Long>>> state;
    private transient List<Tuple2<String, Map<String, Long>>> lanes = new ArrayList<>();
    private transient int turn;

    @Override
    public OutputRecord map(OutputRecord output) {
        Tuple2<String, Map<String, Long>> lane = lanes.get(turn);
        turn = (turn + 1) % lanes.size();
        long sequence = lane.f1.merge(output.topic(), 1L, Long::sum) - 1;
        List<RecordHeader> headers = new ArrayList<>(output.headers());
        headers.add(new RecordHeader(LaneHeaders.LANE, LaneHeaders.encode(lane.f0)));
        headers.add(
                new RecordHeader(
                        LaneHeaders.SEQUENCE, LaneHeaders.encode(Long.toString(sequence))));
        return output.withHeaders(headers);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        if (state != null) {
            state.update(lanes);
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        STATE,
                                        Types.TUPLE(
                                                Types.STRING,
                                                Types.MAP(Types.STRING, Types.LONG))));
        lanes = new ArrayList<>();
        for (Tuple2<String, Map<String, Long>> lane : state.get()) {
            lanes.add(Tuple2.of(lane.f0, new HashMap<>(lane.f1)));
        }
        if (lanes.isEmpty()) {
            lanes.add(Tuple2.of(newId(), new HashMap<>()));
        }
        turn = 0;
    }

    private static String newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
