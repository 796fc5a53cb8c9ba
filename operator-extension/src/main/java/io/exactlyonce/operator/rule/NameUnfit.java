package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.List;

/** EO1408. H8: names that could hold the terminator make one prefix the start of another. */
final class NameUnfit implements Rule {

    @Override
    public Code code() {
        return Code.NAME_UNFIT;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return violations(input.policy().transactions().idStem(), input.proposal().after());
    }

    static List<Violation> violations(String idStem, FlinkDeployment deployment) {
        if (deployment.name().isEmpty()) {
            return List.of(); // Told by GeneratedName.
        }
        return TransactionalIdPrefix.violations(
                        idStem, deployment.namespace(), deployment.name(), 1)
                .stream()
                .map(
                        unfit ->
                                new Violation(
                                        Code.NAME_UNFIT,
                                        unfit.field(),
                                        Shown.of(unfit.observed()),
                                        unfit.reason(),
                                        unfit.fix()))
                .toList();
    }
}
