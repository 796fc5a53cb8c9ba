package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;

/**
 * EO1402. With {@code generateName} the API server makes the name after mutating webhooks ran, and
 * prefix and directories are made of it.
 */
final class GeneratedName implements Rule {

    @Override
    public Code code() {
        return Code.GENERATED_NAME;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return violations(input.proposal().after());
    }

    static List<Violation> violations(FlinkDeployment deployment) {
        if (!deployment.name().isEmpty()) {
            return List.of();
        }
        return List.of(
                new Violation(
                        Code.GENERATED_NAME,
                        "metadata.name",
                        "not set"
                                + deployment
                                        .object()
                                        .text("metadata", "generateName")
                                        .map(start -> ", only generateName " + Shown.of(start))
                                        .orElse(""),
                        "transactional ids and directories are made of the name, which is chosen"
                                + " only after they have to be written",
                        "Set metadata.name"));
    }
}
