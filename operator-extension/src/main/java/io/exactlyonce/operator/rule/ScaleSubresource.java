package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;

/**
 * EO1212. {@code kubectl scale} and autoscalers of Kubernetes write {@code spec.taskManager
 * .replicas} past the FlinkDeployment's own admission: a review of {@code flinkdeployments/scale}
 * carries a {@code Scale}, which cannot be completed. So there is no input for a {@link Rule}; the
 * planner asks for the violation.
 */
public final class ScaleSubresource {
    private ScaleSubresource() {}

    /**
     * The refusal of a write to {@code flinkdeployments/scale}.
     *
     * @param replicas what the {@code Scale} asks for
     * @param before what it was
     */
    public static Violation violation(long replicas, long before) {
        return new Violation(
                Code.SCALE_SUBRESOURCE,
                "spec.replicas of the scale subresource",
                replicas + " instead of " + before,
                "it sets spec.taskManager.replicas, which beats spec.job.parallelism, in a write"
                        + " that can neither open a revision nor be made safe",
                "Change spec.job.parallelism of the FlinkDeployment instead");
    }
}
