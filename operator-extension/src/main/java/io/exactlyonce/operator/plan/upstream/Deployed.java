package io.exactlyonce.operator.plan.upstream;

import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Restore;
import java.util.Optional;
import java.util.Set;

/**
 * What upstream says it did, in our words. It is an account, not evidence: only the running
 * JobManager tells which revision it is and what it restored.
 *
 * @param stage what upstream is doing
 * @param revision the revision that it is doing it with; empty if upstream's record names none
 * @param given the revision that upstream went back from; empty unless rolled back
 * @param spec upstream's record of the spec of {@code revision}
 */
public record Deployed(
        Stage stage, Optional<Integer> revision, Optional<Integer> given, Fields spec) {
    /** It has not begun with anything. */
    public static final Deployed NOTHING =
            new Deployed(Stage.NOTHING, Optional.empty(), Optional.empty(), Fields.EMPTY);

    /** What upstream writes instead of a path if a job keeps its HA metadata. */
    public static final String LAST_STATE = "KUBERNETES_OPERATOR_LAST_STATE";

    private static final Set<String> FAILED = Set.of("FAILED", "CANCELED");

    /** Where upstream is with a revision. */
    public enum Stage {
        /** It has not begun with anything. */
        NOTHING,
        /** The revision before is stopped; the recorded one comes next, or a later one. */
        UPGRADING,
        /** The job is submitted, and runs or tries to. */
        DEPLOYED,
        /** Stopped on request. */
        SUSPENDED,
        /** The job failed for good. */
        FAILED,
        /** The job came to its end. */
        FINISHED,
        /** Upstream goes, or went, back to the last stable spec. */
        ROLLED_BACK
    }

    public static Deployed of(FlinkDeployment deployment) {
        DeploymentStatus status = deployment.status();
        if (!status.hasReconciledSpec()) {
            return NOTHING;
        }
        Optional<Integer> recorded = RevisionKeys.revisionOf(status.reconciledSpec());
        if (status.isRolledBack()) {
            return new Deployed(
                    Stage.ROLLED_BACK,
                    RevisionKeys.revisionOf(status.stableSpec()),
                    recorded,
                    status.stableSpec());
        }
        return new Deployed(stage(status), recorded, Optional.empty(), status.reconciledSpec());
    }

    private static Stage stage(DeploymentStatus status) {
        if (status.isUpgrading()) {
            return Stage.UPGRADING;
        }
        if (status.reconciledSpec().text("job", "state").filter("suspended"::equals).isPresent()) {
            return Stage.SUSPENDED;
        }
        if (status.jobState().filter(FAILED::contains).isPresent()) {
            return Stage.FAILED;
        }
        return status.jobState().filter("FINISHED"::equals).isPresent()
                ? Stage.FINISHED
                : Stage.DEPLOYED;
    }

    /** Whether the job of the revision was submitted, and is not just to be. */
    public boolean hasStarted() {
        return stage != Stage.NOTHING && stage != Stage.UPGRADING && stage != Stage.SUSPENDED;
    }

    /** Whether the job of the revision runs or tries to, as far as upstream knows. */
    public boolean runs() {
        return stage == Stage.DEPLOYED || stage == Stage.ROLLED_BACK;
    }

    /**
     * Whether the job failed for good and upstream knows no path to start a later revision from. No
     * path at all is none of these: upstream then takes it that there is no state.
     */
    public boolean leavesNoPath(DeploymentStatus status) {
        return stage == Stage.FAILED
                && status.upgradeSavepointPath().filter(LAST_STATE::equals).isPresent();
    }

    /** How upstream says that its revision started. */
    public Restore restore(DeploymentStatus status) {
        if (stage == Stage.ROLLED_BACK) {
            return new Restore(Restore.Mode.LAST_STATE, "", false);
        }
        String path = status.upgradeSavepointPath().orElse("");
        String mode = spec.text("job", "upgradeMode").orElse("");
        if (path.equals(LAST_STATE) || (path.isEmpty() && mode.equals("last-state"))) {
            return new Restore(Restore.Mode.LAST_STATE, "", false);
        }
        if (!path.isEmpty() && spec.text("job", "initialSavepointPath").orElse("").equals(path)) {
            return new Restore(Restore.Mode.FORK, path, false);
        }
        if (mode.equals("stateless") || path.isEmpty()) {
            return new Restore(
                    mode.equals("stateless") ? Restore.Mode.STATELESS : Restore.Mode.UNKNOWN,
                    "",
                    false);
        }
        // "savepoint" alone is no proof: upstream writes it for a checkpoint's path as well.
        return new Restore(SnapshotPath.mode(path), path, false);
    }
}
