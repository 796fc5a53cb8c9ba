package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write of the {@code scale} subresource. It carries no labels, so the deployment has to be
 * looked up.
 *
 * @param replicas asked for
 * @param before as they are
 * @param target the deployment as it is stored; null if there is none
 */
public record ScaleRequest(long replicas, long before, @Nullable FlinkDeployment target) {

    /** The deployment; empty if there is none. */
    public Optional<FlinkDeployment> deployment() {
        return Optional.ofNullable(target);
    }
}
