package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;

/**
 * EO1401. Jobs of a session cluster come and go without a write of its FlinkDeployment, and share
 * its configuration, the prefix included (H11).
 */
final class SessionCluster implements Rule {

    @Override
    public Code code() {
        return Code.SESSION_CLUSTER;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return violations(input.proposal().after());
    }

    static List<Violation> violations(FlinkDeployment deployment) {
        return deployment.hasJob()
                ? List.of()
                : List.of(
                        new Violation(
                                Code.SESSION_CLUSTER,
                                "spec.job",
                                "not set, so this is a session cluster",
                                "all jobs submitted to it share one configuration and so one set of"
                                        + " transactional ids, and abort each other's transactions",
                                "Give each job a FlinkDeployment of its own with spec.job, or remove"
                                        + " the label exactlyonce.io/policy"));
    }
}
