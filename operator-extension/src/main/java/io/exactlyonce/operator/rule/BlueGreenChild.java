package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import java.util.List;

/**
 * EO1403. FLIP-503: blue and green run at the same time for a while, both from the same savepoint;
 * upstream's documentation calls it at-least-once.
 */
final class BlueGreenChild implements Rule {
    private static final String OWNER = "FlinkBlueGreenDeployment";

    @Override
    public Code code() {
        return Code.BLUE_GREEN_CHILD;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return input.proposal().after().object().objects("metadata", "ownerReferences").stream()
                .filter(owner -> owner.text("kind").filter(OWNER::equals).isPresent())
                .findFirst()
                .map(this::violation)
                .stream()
                .toList();
    }

    private Violation violation(Fields owner) {
        return new Violation(
                code(),
                "metadata.ownerReferences",
                OWNER + " " + Shown.of(owner.text("name").orElse("")),
                "during a transition the old and the new job run at the same time from the same"
                        + " savepoint, and both write what comes after it",
                "Use a FlinkDeployment of its own, which is upgraded through a savepoint, or remove"
                        + " the label exactlyonce.io/policy from this one: it comes from no"
                        + " template, upstream copies none");
    }
}
