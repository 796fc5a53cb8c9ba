package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.revision.SpecChange;
import java.util.List;
import java.util.Optional;

/**
 * EO1207. H1: a suspend by last-state deletes the pods and leaves the transactions of the last
 * checkpoint open. Resumed after their timeout the job runs, green, without those records (seen on
 * a cluster: 1,007 lost). After a stop-with-savepoint nothing is left open. So it is when the place
 * of the last state changes: upstream stops the job first, and then refuses to start it ({@code
 * AbstractFlinkService.validateHaMetadataExists}).
 */
final class LastStateSuspend implements Rule {

    @Override
    public Code code() {
        return Code.LAST_STATE_SUSPEND;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        FlinkDeployment after = input.proposal().after();
        Optional<Deployed> deployed = Deployed.of(input);
        boolean lastState =
                after.spec().text("job", "upgradeMode").filter("last-state"::equals).isPresent();
        boolean runs = deployed.filter(running -> !running.isSuspended()).isPresent();
        return after.wantsSuspended() && lastState && runs
                ? List.of(suspend(input))
                : deployed.flatMap(running -> move(input, running, lastState)).stream().toList();
    }

    private Violation suspend(RuleInput input) {
        return new Violation(
                code(),
                "spec.job.upgradeMode",
                "last-state while spec.job.state becomes suspended",
                "the job stops with transactions open, and when it is not back within "
                        + timeout(EffectiveConfiguration.of(input))
                        + " the brokers abort them, so records that its checkpoint counts as"
                        + " written are lost without an error",
                "Set spec.job.upgradeMode to savepoint in the same write");
    }

    /** Of a write that upstream goes by; a start by nonce looks for no last state. */
    private Optional<Violation> move(RuleInput input, Deployed deployed, boolean lastState) {
        SpecChange change = input.proposal().change();
        if (change == SpecChange.NONE || change == SpecChange.REDEPLOY) {
            return Optional.empty();
        }
        EffectiveConfiguration now = EffectiveConfiguration.of(input);
        EffectiveConfiguration then =
                EffectiveConfiguration.of(deployed.spec(), input.surroundings());
        return Departure.between(then, now)
                .filter(departure -> !isWayBack(input, deployed, now))
                .flatMap(
                        departure ->
                                fix(deployed, lastState, departure, then, now)
                                        .map(fix -> move(departure, then, now, fix)));
    }

    /** Back to where the job was seen to run last: what it left is there. */
    private static boolean isWayBack(
            RuleInput input, Deployed deployed, EffectiveConfiguration now) {
        Fields stable = deployed.status().stableSpec();
        return !stable.isEmpty()
                && Departure.between(EffectiveConfiguration.of(stable, input.surroundings()), now)
                        .isEmpty();
    }

    private Violation move(
            Departure departure,
            EffectiveConfiguration then,
            EffectiveConfiguration now,
            String fix) {
        FlinkKey key = departure.key();
        Optional<Observed> found = now.found(key);
        return new Violation(
                code(),
                Violation.configuration(found.map(Observed::key).orElse(key.name())),
                found.map(Observed::text).orElse("not set")
                        + " (deployed: "
                        + then.merged().value(key).map(Shown::of).orElse("not set")
                        + ")",
                departure.reason()
                        + ", so the job is stopped and does not come back; after "
                        + timeout(now)
                        + " the brokers abort its transactions, and records that its"
                        + " checkpoint counts as written are lost without an error",
                fix);
    }

    /** Empty if a savepoint carries the job over. */
    private static Optional<String> fix(
            Deployed deployed,
            boolean lastState,
            Departure departure,
            EffectiveConfiguration then,
            EffectiveConfiguration now) {
        boolean stopped = deployed.status().isUpgrading() || deployed.isSuspended();
        boolean byCheckpoint = stopped ? deployed.upgradeMode().equals("last-state") : lastState;
        boolean unfit = departure.isOfBackend() && isNative(stopped ? then : now);
        if (!byCheckpoint && !unfit) {
            return Optional.empty();
        }
        String change =
                departure.isOfBackend()
                        ? "spec.job.upgradeMode savepoint and "
                                + FlinkKey.SAVEPOINT_FORMAT.name()
                                + " CANONICAL"
                        : "spec.job.upgradeMode savepoint";
        return Optional.of(
                stopped
                        ? "Undo the change, wait until status.jobStatus.state is RUNNING, then"
                                + " change it with "
                                + change
                        : "Set " + change + " in the same write");
    }

    /** Upstream's own default is canonical. */
    private static boolean isNative(EffectiveConfiguration configuration) {
        return configuration
                .merged()
                .value(FlinkKey.SAVEPOINT_FORMAT)
                .filter("NATIVE"::equalsIgnoreCase)
                .isPresent();
    }

    private static String timeout(EffectiveConfiguration configuration) {
        return TimeoutBudget.timeout(configuration).map(TimeText::of).orElse("their timeout");
    }
}
