package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.PolicyStatus;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.PolicyPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Says in the status of each policy whether it can be used. */
final class PolicyReconciler implements Reconciler<ExactlyOncePolicyResource> {
    private final PolicyPort policies;
    private final ClusterWrites writes;
    private final EndpointBounds bounds;
    private final InstantSource clock;
    private final Ladder ladder;
    private final Duration resync;

    PolicyReconciler(
            Controllers.Ports ports, EndpointBounds bounds, Ladder ladder, Duration resync) {
        this.policies = ports.policies();
        this.writes = ports.writes();
        this.clock = ports.clock();
        this.bounds = bounds;
        this.ladder = ladder;
        this.resync = resync;
    }

    @Override
    public UpdateControl<ExactlyOncePolicyResource> reconcile(
            ExactlyOncePolicyResource resource, Context<ExactlyOncePolicyResource> context) {
        return ladder.run(resource, () -> look(resource.getMetadata()));
    }

    private Duration look(ObjectMeta which) {
        Optional<Fields> stored = policies.stored(which.getNamespace(), which.getName());
        if (stored.isPresent()) {
            Fields next = new PolicyStatus(stored.get(), bounds, clock.instant()).next();
            if (!next.equals(stored.get().object("status"))) {
                writes.policyStatus(stored.get(), next);
            }
        }
        return resync;
    }
}
