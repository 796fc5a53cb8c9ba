package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;

/**
 * A Flink cluster as it really runs, whatever any status says.
 *
 * @param uid of the FlinkDeployment it was started for
 * @param generation of the FlinkDeployment, as upstream notes it on the Deployment
 * @param spec it was started with
 * @param job that runs in it
 * @param healthy false while its job does not run
 */
record JobManager(String uid, long generation, Fields spec, Job job, boolean healthy) {

    /**
     * A job by what it says of its snapshots.
     *
     * @param id changes with every deploy that is not last-state
     * @param restored path it restored last; empty text if it started with empty state
     * @param checkpoints completed so far
     */
    record Job(String id, String restored, int checkpoints) {
        String newestCheckpoint() {
            return "s3://flink/state/" + id + "/chk-" + checkpoints;
        }

        String savepoint() {
            return "s3://flink/state/savepoint-" + id.substring(0, 6) + "-" + checkpoints;
        }

        /** Last-state: the same job from its newest checkpoint. */
        Job failedOver() {
            return checkpoints == 0 ? this : new Job(id, newestCheckpoint(), checkpoints);
        }
    }

    /** The job fails, or comes back from its newest checkpoint. */
    JobManager troubled() {
        return new JobManager(uid, generation, spec, healthy ? job : job.failedOver(), !healthy);
    }

    JobManager checkpointed() {
        Job further = new Job(job.id(), job.restored(), job.checkpoints() + 1);
        return healthy ? new JobManager(uid, generation, spec, further, true) : this;
    }

    JobManager scaledTo(Fields changed) {
        return new JobManager(uid, generation, changed, job, healthy);
    }
}
