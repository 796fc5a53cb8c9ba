package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;

/**
 * A Flink cluster as it really runs, whatever any status says.
 *
 * @param uid of the FlinkDeployment it was started for
 * @param generation of the FlinkDeployment, as upstream notes it on the Deployment
 * @param spec it was started with
 * @param jobId changes with every deploy that is not last-state
 * @param healthy false while its job does not run
 */
record JobManager(String uid, long generation, Fields spec, String jobId, boolean healthy) {

    JobManager healthy(boolean now) {
        return new JobManager(uid, generation, spec, jobId, now);
    }

    JobManager scaledTo(Fields changed) {
        return new JobManager(uid, generation, changed, jobId, healthy);
    }
}
