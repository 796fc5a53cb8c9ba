package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;

/**
 * EO1207. H1: a suspend by last-state deletes the pods and leaves the transactions of the last
 * checkpoint open. Resumed after their timeout the job runs, green, without those records (seen on
 * a cluster: 1,007 lost). After a stop-with-savepoint nothing is left open.
 */
final class LastStateSuspend implements Rule {

    @Override
    public Code code() {
        return Code.LAST_STATE_SUSPEND;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        FlinkDeployment after = input.proposal().after();
        boolean lastState =
                after.spec().text("job", "upgradeMode").filter("last-state"::equals).isPresent();
        boolean runs = Deployed.of(input).filter(deployed -> !deployed.isSuspended()).isPresent();
        if (!after.wantsSuspended() || !lastState || !runs) {
            return List.of();
        }
        String timeout =
                TimeoutBudget.timeout(EffectiveConfiguration.of(input))
                        .map(TimeText::of)
                        .orElse("their timeout");
        return List.of(
                new Violation(
                        code(),
                        "spec.job.upgradeMode",
                        "last-state while spec.job.state becomes suspended",
                        "the job stops with transactions open, and when it is not back within "
                                + timeout
                                + " the brokers abort them, so records that its checkpoint counts as"
                                + " written are lost without an error",
                        "Set spec.job.upgradeMode to savepoint in the same write"));
    }
}
