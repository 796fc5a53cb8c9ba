package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;

/**
 * EO1401 and EO1403 of other kinds of upstream's: our label on them would promise what nobody
 * keeps. There is no FlinkDeployment, so no input for a {@link Rule}; front ends ask for the
 * violation.
 */
public final class ForeignKind {
    private static final String BLUE_GREEN = "FlinkBlueGreenDeployment";
    private static final String FIELD = "metadata.labels[\"" + FlinkDeployment.POLICY_LABEL + "\"]";

    private ForeignKind() {}

    /** What is wrong with the label on a resource of this kind. */
    public static Violation violation(String kind) {
        return kind.equals(BLUE_GREEN)
                ? new Violation(
                        Code.BLUE_GREEN_CHILD,
                        FIELD,
                        "set on a " + Shown.of(kind),
                        "two deployments run at the same time and both write, which is"
                                + " at-least-once",
                        "Use a FlinkDeployment, or remove the label")
                : new Violation(
                        Code.SESSION_CLUSTER,
                        FIELD,
                        "set on a " + Shown.of(kind),
                        "a job in a session cluster has neither configuration nor pods of its own,"
                                + " so it cannot have transactional ids of its own either",
                        "Use a FlinkDeployment with spec.job (application mode), or remove the"
                                + " label");
    }
}
