package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.FlinkKey;
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
                        + timeout(input)
                        + " the brokers abort them, so records that its checkpoint counts as"
                        + " written are lost without an error",
                "Set spec.job.upgradeMode to savepoint in the same write");
    }

    private Optional<Violation> move(RuleInput input, Deployed deployed, boolean lastState) {
        EffectiveConfiguration now = EffectiveConfiguration.of(input);
        EffectiveConfiguration then =
                EffectiveConfiguration.of(deployed.spec(), input.surroundings());
        Optional<String> fix = fix(deployed, lastState);
        return fix.isEmpty()
                ? Optional.empty()
                : Departure.between(then, now)
                        .map(departure -> move(input, departure, then, fix.get()));
    }

    private Violation move(
            RuleInput input, Departure departure, EffectiveConfiguration then, String fix) {
        FlinkKey key = departure.key();
        Optional<Observed> found = EffectiveConfiguration.of(input).found(key);
        return new Violation(
                code(),
                Violation.configuration(found.map(Observed::key).orElse(key.name())),
                found.map(Observed::text).orElse("not set")
                        + " (deployed: "
                        + then.merged().value(key).map(Shown::of).orElse("not set")
                        + "), while the job goes on from its last state",
                departure.reason()
                        + ", so the job is stopped and does not come back; after "
                        + timeout(input)
                        + " the brokers abort its transactions, and records that its"
                        + " checkpoint counts as written are lost without an error",
                fix);
    }

    /** Empty if a savepoint carries the job over. */
    private static Optional<String> fix(Deployed deployed, boolean lastState) {
        if (deployed.status().isUpgrading() || deployed.isSuspended()) {
            boolean inherited = deployed.upgradeMode().equals("last-state");
            return inherited
                    ? Optional.of(
                            "Undo the change, wait until status.jobStatus.state is RUNNING, then"
                                    + " change it with spec.job.upgradeMode savepoint")
                    : Optional.empty();
        }
        return lastState
                ? Optional.of("Set spec.job.upgradeMode to savepoint in the same write")
                : Optional.empty();
    }

    private static String timeout(RuleInput input) {
        return TimeoutBudget.timeout(EffectiveConfiguration.of(input))
                .map(TimeText::of)
                .orElse("their timeout");
    }
}
