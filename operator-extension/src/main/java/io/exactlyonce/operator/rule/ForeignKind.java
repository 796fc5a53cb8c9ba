package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.Optional;

/**
 * EO1401 and EO1403 of other kinds of upstream's: our label on them would promise what nobody
 * keeps. There is no FlinkDeployment, so no input for a {@link Rule}; front ends ask for the
 * violation.
 */
public final class ForeignKind {
    private static final String BLUE_GREEN = "FlinkBlueGreenDeployment";
    private static final String LABELS =
            "metadata.labels[\"" + FlinkDeployment.POLICY_LABEL + "\"]";

    private ForeignKind() {}

    /** What is wrong with the label on a resource of this kind. */
    public static Violation violation(String kind) {
        return kind.equals(BLUE_GREEN)
                ? blueGreen(
                        LABELS,
                        kind,
                        "two deployments run at the same time and both write, which is"
                                + " at-least-once")
                : new Violation(
                        Code.SESSION_CLUSTER,
                        LABELS,
                        "set on a " + Shown.of(kind),
                        "a job in a session cluster has neither configuration nor pods of its own,"
                                + " so it cannot have transactional ids of its own either",
                        "Use a FlinkDeployment with spec.job (application mode), or remove the"
                                + " label");
    }

    /** As above, of a file; empty if the label is neither on the resource nor in its template. */
    public static Optional<Violation> violation(Fields object) {
        String kind = object.text("kind").orElse("");
        if (object.has("metadata", "labels", FlinkDeployment.POLICY_LABEL)) {
            return Optional.of(violation(kind));
        }
        boolean inTemplate =
                kind.equals(BLUE_GREEN)
                        && object.has(
                                "spec",
                                "template",
                                "metadata",
                                "labels",
                                FlinkDeployment.POLICY_LABEL);
        return inTemplate
                ? Optional.of(
                        blueGreen(
                                "spec.template." + LABELS,
                                kind,
                                "upstream copies no label from there, so nobody would look after"
                                        + " its deployments, two of which run at the same time and"
                                        + " both write, which is at-least-once"))
                : Optional.empty();
    }

    private static Violation blueGreen(String field, String kind, String reason) {
        return new Violation(
                Code.BLUE_GREEN_CHILD,
                field,
                "set on a " + Shown.of(kind),
                reason,
                "Use a FlinkDeployment, or remove the label");
    }
}
