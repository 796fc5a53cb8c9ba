package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.util.List;

/**
 * EO1302. Seen on a cluster: deleting a FlinkDeployment deletes the Deployment of its name, whoever
 * made it, even if the job never started.
 */
final class NameTaken implements Rule {

    @Override
    public Code code() {
        return Code.NAME_TAKEN;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        if (!input.surroundings().nameTaken()) {
            return List.of();
        }
        return List.of(
                new Violation(
                        code(),
                        "metadata.name",
                        Shown.of(input.proposal().after().name())
                                + ", the name of a Deployment that upstream did not make for it",
                        "the job cannot start under that name, and deleting the FlinkDeployment"
                                + " deletes that Deployment",
                        "Use another name, or delete the Deployment first"));
    }
}
