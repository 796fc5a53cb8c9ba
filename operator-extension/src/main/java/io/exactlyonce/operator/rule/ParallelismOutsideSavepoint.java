package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.revision.EffectiveParallelism;
import io.exactlyonce.operator.revision.SpecChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * EO1202. A last-state upgrade restores a checkpoint whose transactions are pre-committed but not
 * committed, and other subtasks than before have to commit or abort them: with POOLING this loses
 * track of some (H9, FLINK-40626, reproduced: 1,802 of 3,605 records visible). A
 * stop-with-savepoint leaves nothing pending.
 *
 * <p>What counts is the deployed parallelism, not the stored one: of a chain of edits upstream runs
 * the first and goes to the last. Allowed are: nothing was ever deployed; the deployed job runs and
 * the upgrade is by savepoint; it is suspended by a confirmed savepoint (a resume inherits the mode
 * of the suspend); the change was admitted already, waits, and is not turned into another mode.
 */
final class ParallelismOutsideSavepoint implements Rule {
    private static final String SAVEPOINT = "savepoint";

    @Override
    public Code code() {
        return Code.PARALLELISM_OUTSIDE_SAVEPOINT;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return Deployed.of(input).flatMap(deployed -> check(input, deployed)).stream().toList();
    }

    private Optional<Violation> check(RuleInput input, Deployed deployed) {
        EffectiveParallelism before = deployed.parallelism(input.surroundings());
        EffectiveParallelism after = of(input.proposal().after(), input);
        if (!after.differsFrom(before)) {
            return Optional.empty();
        }
        return obstacle(input, deployed)
                .map(
                        obstacle ->
                                new Violation(
                                        code(),
                                        field(after, before),
                                        values(after, before),
                                        obstacle.reason()
                                                + ", so the job would restart from a checkpoint, and"
                                                + " subtasks would take over transactions that"
                                                + " others still have to commit, and some can be lost",
                                        obstacle.fix() + slots(after, before)));
    }

    /** One slot is but Flink's default: upstream's own configuration may say another number. */
    private static boolean isAboutSlots(EffectiveParallelism after, EffectiveParallelism before) {
        return after.number() == before.number()
                && after.slotsAssumed() != before.slotsAssumed()
                && after.overrides().equals(before.overrides());
    }

    private static String slots(EffectiveParallelism after, EffectiveParallelism before) {
        return isAboutSlots(after, before) && after.slotsAssumed()
                ? ", or set " + FlinkKey.TASK_SLOTS.name() + ", which decides it too"
                : "";
    }

    /** Why there will be no savepoint, and what to do. */
    private record Obstacle(String reason, String fix) {}

    private static Optional<Obstacle> obstacle(RuleInput input, Deployed deployed) {
        if (deployed.status().isUpgrading()) {
            return Optional.of(
                    new Obstacle(
                            "an upgrade is under way and its snapshot was already chosen",
                            "Wait until status.jobStatus.state is RUNNING, then change it"));
        }
        if (deployed.isSuspended()) {
            return deployed.isSuspendedBySavepoint()
                    ? Optional.empty()
                    : Optional.of(
                            new Obstacle(
                                    "the suspended job left no savepoint (upgrade mode "
                                            + Shown.of(deployed.upgradeMode())
                                            + ", snapshot "
                                            + Shown.of(
                                                    deployed.status()
                                                            .upgradeSavepointPath()
                                                            .orElse("none"))
                                            + ")",
                                    "Resume it with the deployed parallelism, wait until"
                                            + " status.jobStatus.state is RUNNING, then change it"));
        }
        if (!mode(input.proposal().after()).equals(SAVEPOINT)) {
            return Optional.of(
                    new Obstacle(
                            "spec.job.upgradeMode is " + Shown.of(mode(input.proposal().after())),
                            "Set spec.job.upgradeMode to savepoint in the same write"));
        }
        if (input.proposal().change() == SpecChange.REDEPLOY) {
            return Optional.of(
                    new Obstacle(
                            "spec.job.savepointRedeployNonce cancels the job without a savepoint",
                            "Change one of the two at a time"));
        }
        boolean waits = wasAdmitted(input);
        return deployed.canTakeSavepoint() || waits ? Optional.empty() : notRunning(deployed);
    }

    private static Optional<Obstacle> notRunning(Deployed deployed) {
        return Optional.of(
                new Obstacle(
                        "status.jobStatus.state is "
                                + Shown.of(deployed.status().jobState().orElse("unknown"))
                                + " (reconciliation "
                                + Shown.of(
                                        deployed.status().reconciliationState().orElse("unknown"))
                                + ") and only a running job can be stopped with a savepoint",
                        "Bring the job back to RUNNING with the deployed parallelism, then change"
                                + " it"));
    }

    /** With the fallback off, upstream waits with it until the job runs. */
    private static boolean wasAdmitted(RuleInput input) {
        return input.proposal()
                .before()
                .filter(before -> mode(before).equals(SAVEPOINT))
                .map(before -> of(before, input))
                .filter(before -> !of(input.proposal().after(), input).differsFrom(before))
                .isPresent();
    }

    private static String mode(FlinkDeployment deployment) {
        return deployment.spec().text("job", "upgradeMode").orElse("stateless");
    }

    private static EffectiveParallelism of(FlinkDeployment deployment, RuleInput input) {
        return EffectiveParallelism.of(
                deployment.spec(), EffectiveConfiguration.defaults(input.surroundings()));
    }

    /** One field if one decides, else what they decide together. */
    static String field(EffectiveParallelism after, EffectiveParallelism before) {
        List<String> changed = after.changedPaths(before);
        return changed.size() == 1 ? written(changed.get(0)) : "the job's parallelism";
    }

    private static String written(String path) {
        String configuration = "flinkConfiguration.";
        return path.startsWith(configuration)
                ? Violation.configuration(path.substring(configuration.length()))
                : "spec." + path;
    }

    private static String values(EffectiveParallelism after, EffectiveParallelism before) {
        List<String> changed = after.changedPaths(before);
        if (isAboutSlots(after, before)) {
            return unstated(after) + " instead of the deployed " + unstated(before);
        }
        String numbers =
                after.value().map(String::valueOf).orElse("unknown")
                        + " instead of the deployed "
                        + before.value().map(String::valueOf).orElse("unknown");
        if (changed.size() != 1) {
            String fields =
                    changed.stream()
                            .map(path -> written(path) + " " + said(after, path))
                            .collect(Collectors.joining(", "));
            return fields.isEmpty() ? numbers : numbers + " (" + fields + ")";
        }
        String path = changed.get(0);
        String said = said(after, path);
        if (after.number() == before.number()) {
            return said + " (deployed: " + said(before, path) + ")";
        }
        return said.equals(Integer.toString(after.number()))
                ? numbers
                : said + ", which means a parallelism of " + numbers;
    }

    private static String unstated(EffectiveParallelism parallelism) {
        return parallelism.number()
                + (parallelism.slotsAssumed()
                        ? " (with one slot to a TaskManager, as "
                                + FlinkKey.TASK_SLOTS.name()
                                + " is not set)"
                        : "");
    }

    private static String said(EffectiveParallelism parallelism, String path) {
        String value = parallelism.decidedBy().getOrDefault(path, "");
        return value.isEmpty() ? "not set" : Shown.of(value);
    }
}
