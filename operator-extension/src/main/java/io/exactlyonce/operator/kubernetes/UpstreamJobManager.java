package io.exactlyonce.operator.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a Deployment is the JobManager that upstream made for a FlinkDeployment. It is named as
 * the FlinkDeployment, and is owned by it ({@code AbstractFlinkResourceReconciler
 * .setOwnerReference}); after some recoveries it lacks the owner, then it has the annotation with
 * the generation ({@code FlinkUtils.CR_GENERATION_LABEL}). Flink's own labels prove nothing: a
 * cluster started with {@code flink run-application} has the same.
 */
final class UpstreamJobManager {
    private static final String GROUP = "flink.apache.org/";
    private static final String GENERATION = "flinkdeployment.flink.apache.org/generation";

    private UpstreamJobManager() {}

    static boolean isOne(HasMetadata deployment) {
        String name = deployment.getMetadata().getName();
        boolean owned =
                deployment.getMetadata().getOwnerReferences().stream()
                        .anyMatch(
                                owner -> isFlinkDeployment(owner) && name.equals(owner.getName()));
        return owned
                || Optional.ofNullable(deployment.getMetadata().getAnnotations())
                        .orElse(Map.of())
                        .containsKey(GENERATION);
    }

    private static boolean isFlinkDeployment(OwnerReference owner) {
        return "FlinkDeployment".equals(owner.getKind())
                && owner.getApiVersion() != null
                && owner.getApiVersion().startsWith(GROUP);
    }
}
