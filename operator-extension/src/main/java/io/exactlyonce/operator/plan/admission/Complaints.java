package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.PolicyReading;
import java.util.List;

/** What is wrong with the policy a deployment names. */
final class Complaints {
    private static final String LABEL = "metadata.labels[\"" + FlinkDeployment.POLICY_LABEL + "\"]";

    private Complaints() {}

    static List<Violation> missing(FlinkDeployment deployment, String policy) {
        return List.of(
                new Violation(
                        Code.POLICY_MISSING,
                        LABEL,
                        "\""
                                + policy
                                + "\", and there is no ExactlyOncePolicy of that name in"
                                + " namespace "
                                + deployment.namespace(),
                        "without its brokers, storage and limits nothing can be completed or"
                                + " checked",
                        "Create the policy in the same namespace first, or correct the label"
                                + " (kubectl get exactlyoncepolicies -n "
                                + deployment.namespace()
                                + ")"));
    }

    /** As above, where files are all there is. */
    static List<Violation> notGiven(FlinkDeployment deployment, String policy) {
        return List.of(
                new Violation(
                        Code.POLICY_MISSING,
                        LABEL,
                        "\""
                                + policy
                                + "\", and no file has an ExactlyOncePolicy of that name for"
                                + " namespace "
                                + deployment.namespace(),
                        "without its brokers, storage and limits nothing can be completed or"
                                + " checked",
                        "Name the policy's file with --policy FILE, or correct the label"));
    }

    static List<Violation> invalid(
            FlinkDeployment deployment, String policy, PolicyReading.Invalid invalid) {
        return invalid.violations().stream()
                .map(
                        violation ->
                                new Violation(
                                        Code.POLICY_INVALID,
                                        "ExactlyOncePolicy "
                                                + deployment.namespace()
                                                + "/"
                                                + policy
                                                + " "
                                                + violation.field(),
                                        violation.observed().isEmpty()
                                                ? "not set"
                                                : violation.observed(),
                                        violation.reason(),
                                        violation.fix()))
                .toList();
    }
}
