package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write of a FlinkDeployment that is about to be stored.
 *
 * @param uid of the request, fresh for every call, re-invocations included
 * @param object as it would be stored
 * @param stored as it is stored now, status included; null for a CREATE
 */
public record AdmissionRequest(
        String uid, FlinkDeployment object, @Nullable FlinkDeployment stored) {

    /** What is stored now; empty for a CREATE. */
    public Optional<FlinkDeployment> oldObject() {
        return Optional.ofNullable(stored);
    }
}
