package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recorded trace step by step, with what the planner alone makes of it, for tests of the shell.
 */
public final class TraceReplay {
    private TraceReplay() {}

    /**
     * One event of the trace.
     *
     * @param deployment after it; null once it is deleted
     * @param flink what the JobManager says then; null if it does not answer
     * @param outcomes of every revision, {@code r1 Retired, r2 Live}
     */
    public record Step(
            @Nullable FlinkDeployment deployment,
            @Nullable FlinkObservation flink,
            String outcomes) {
        /** Empty once it is deleted. */
        public Optional<FlinkDeployment> present() {
            return Optional.ofNullable(deployment);
        }

        /** Empty if it does not answer. */
        public Optional<FlinkObservation> answer() {
            return Optional.ofNullable(flink);
        }
    }

    /**
     * The steps of a trace.
     *
     * @param revisions number of each generation, the first one first
     */
    public static List<Step> of(String name, List<Integer> revisions) {
        UpstreamTraces trace = new UpstreamTraces(name, revisions);
        LedgerScene scene = new LedgerScene();
        List<Step> steps = new ArrayList<>();
        String asked = "";
        for (Fields event : UpstreamTraces.events(name)) {
            scene.deployment = trace.after(event);
            scene.flink =
                    scene.deployment == null
                            ? null
                            : UpstreamReplayTest.jobManager(scene.deployment, asked);
            asked = scene.flink == null ? "" : scene.flink.jobId() + scene.flink.revision();
            scene.look();
            Ledger ledger = scene.ledgers.values().iterator().next();
            steps.add(new Step(scene.deployment, scene.flink, outcomes(ledger)));
        }
        return List.copyOf(steps);
    }

    /** Of every revision in full, {@code r1 Retired, r2 Live}. */
    public static String outcomes(Ledger ledger) {
        return LedgerScene.outcomes(ledger);
    }
}
