package io.exactlyonce.operator.deployment;

import java.util.Optional;

/**
 * What upstream says of a deployment. Its words mean less than they seem to: {@code
 * observedGeneration} says that work on a generation was begun, {@code STABLE} that it was once
 * seen running, an upgrade mode {@code SAVEPOINT} not that there is a savepoint.
 *
 * @param status the status as it was read
 * @param lastReconciled the parsed {@code lastReconciledSpec}
 * @param lastStable the parsed {@code lastStableSpec}
 */
public record DeploymentStatus(Fields status, Fields lastReconciled, Fields lastStable) {

    /** {@code jobStatus.state}: RUNNING, RECONCILING, FAILED, FINISHED, …; empty if none. */
    public Optional<String> jobState() {
        return status.text("jobStatus", "state");
    }

    /** Changes with every deploy that is not last-state. */
    public Optional<String> jobId() {
        return status.text("jobStatus", "jobId");
    }

    /**
     * When its job was started, in milliseconds since 1970. Every start of a job gives another one,
     * last-state too; upstream tells it from when it first sees the job.
     */
    public Optional<String> startedAt() {
        return status.text("jobStatus", "startTime");
    }

    /** Where the next deploy restores from: a savepoint, but a checkpoint's path as well. */
    public Optional<String> upgradeSavepointPath() {
        return status.text("jobStatus", "upgradeSavepointPath");
    }

    public Optional<String> lifecycleState() {
        return status.text("lifecycleState");
    }

    /** {@code reconciliationStatus.state}: DEPLOYED, UPGRADING, ROLLING_BACK, ROLLED_BACK. */
    public Optional<String> reconciliationState() {
        return status.text("reconciliationStatus", "state");
    }

    public Optional<Long> observedGeneration() {
        return status.number("observedGeneration");
    }

    public Optional<String> jobManagerState() {
        return status.text("jobManagerDeploymentStatus");
    }

    public Optional<String> error() {
        return status.text("error");
    }

    /**
     * The spec upstream acted on last. In mid-upgrade its {@code job.state} is {@code suspended},
     * and its {@code job.upgradeMode} is the mode that was really used.
     */
    public Fields reconciledSpec() {
        return lastReconciled.object("spec");
    }

    public boolean hasReconciledSpec() {
        return lastReconciled.has("spec");
    }

    public Fields stableSpec() {
        return lastStable.object("spec");
    }

    public boolean isUpgrading() {
        return reconciliationState().filter("UPGRADING"::equals).isPresent();
    }

    public boolean isDeployed() {
        return reconciliationState().filter("DEPLOYED"::equals).isPresent();
    }

    public boolean isRolledBack() {
        return reconciliationState().filter(state -> state.startsWith("ROLL")).isPresent();
    }

    public boolean isJobRunning() {
        return jobState().filter("RUNNING"::equals).isPresent();
    }
}
