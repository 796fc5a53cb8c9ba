package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.revision.EffectiveParallelism;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What upstream runs, or has stopped, at the moment of a write. The stored spec is not it: it may
 * be an edit that upstream has not begun with. After a rollback it is the last stable spec, as in
 * upstream's {@code ReconciliationUtils.getDeployedSpec}.
 *
 * @param spec what was deployed last
 * @param status what upstream says of it
 */
record Deployed(Fields spec, DeploymentStatus status) {
    /** Flink names savepoints {@code savepoint-<start of job id>-<random>}, checkpoints chk-N. */
    private static final Pattern SAVEPOINT = Pattern.compile(".*/savepoint-[^/]+/?");

    private static final String SAVEPOINT_MODE = "savepoint";

    /** Empty for anything but an update, and if nothing was ever deployed. */
    static Optional<Deployed> of(RuleInput input) {
        return input.proposal()
                .before()
                .map(before -> before.status())
                .filter(DeploymentStatus::hasReconciledSpec)
                .map(
                        status ->
                                new Deployed(
                                        status.isRolledBack() && !status.stableSpec().isEmpty()
                                                ? status.stableSpec()
                                                : status.reconciledSpec(),
                                        status));
    }

    EffectiveParallelism parallelism(Surroundings surroundings) {
        return EffectiveParallelism.of(spec, EffectiveConfiguration.defaults(surroundings));
    }

    /** In mid-upgrade upstream records the target as suspended: that is no suspended job. */
    boolean isSuspended() {
        return !status.isUpgrading()
                && spec.text("job", "state").filter("suspended"::equals).isPresent();
    }

    /** The mode upstream really used, which a resume inherits. */
    String upgradeMode() {
        return spec.text("job", "upgradeMode").orElse("stateless");
    }

    /**
     * Whether it was stopped with a savepoint. The recorded mode alone is no proof: the path can be
     * that of a checkpoint.
     */
    boolean isSuspendedBySavepoint() {
        return isSuspended()
                && upgradeMode().equals(SAVEPOINT_MODE)
                && status.upgradeSavepointPath()
                        .filter(path -> SAVEPOINT.matcher(path).matches())
                        .isPresent();
    }

    /** Whether upstream would stop it with a savepoint now: it runs, and nothing is under way. */
    boolean canTakeSavepoint() {
        boolean settled =
                status.isDeployed()
                        || status.reconciliationState().filter("ROLLED_BACK"::equals).isPresent();
        return settled && status.isJobRunning();
    }
}
