package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.transaction.Pods;
import java.time.Instant;
import java.util.Map;

/**
 * A Flink cluster as it really runs, whatever any status says.
 *
 * @param uid of the FlinkDeployment it was started for
 * @param since when its JobManager's Deployment was made
 * @param spec it was started with
 * @param job that runs in it
 */
record FlinkCluster(String uid, Instant since, Fields spec, Job job) {

    Pods.Pod pod() {
        return new Pods.Pod(job.plan().name() + "-" + job.plan().id(), since.plusSeconds(1));
    }

    /** What its JobManager answers. */
    FlinkObservation answers() {
        return new FlinkObservation(
                Map.of(
                        ApiServer.REVISION,
                        Integer.toString(job.plan().revision()),
                        ApiServer.PREFIX,
                        job.plan().prefix()),
                job.plan().id(),
                job.state().name(),
                job.plan().parallelism(),
                null,
                new Checkpoints(true, job.latest().orElse(null), job.restored().orElse(null)));
    }
}
