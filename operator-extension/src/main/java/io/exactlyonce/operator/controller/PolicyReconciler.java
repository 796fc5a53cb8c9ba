package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.plan.PolicyStatus;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.policy.PolicyTrust;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.PolicyPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Says in the status of each policy whether it can be used, and what its brokers allow. */
final class PolicyReconciler implements Reconciler<ExactlyOncePolicyResource> {
    private final PolicyPort policies;
    private final ClusterWrites writes;
    private final EndpointBounds bounds;
    private final InstantSource clock;
    private final Ladder ladder;
    private final ContractChecks checks;
    private final Duration resync;

    PolicyReconciler(
            Controllers.Ports ports, EndpointBounds bounds, Ladder ladder, Controllers.Pace pace) {
        this.policies = ports.policies();
        this.writes = ports.writes();
        this.clock = ports.clock();
        this.bounds = bounds;
        this.ladder = ladder;
        this.checks = new ContractChecks(ports.transactions(), pace, ports.clock());
        this.resync = pace.resync();
    }

    @Override
    public UpdateControl<ExactlyOncePolicyResource> reconcile(
            ExactlyOncePolicyResource resource, Context<ExactlyOncePolicyResource> context) {
        return ladder.run(resource, () -> look(resource.getMetadata()));
    }

    private Duration look(ObjectMeta which) {
        Optional<Fields> stored = policies.stored(which.getNamespace(), which.getName());
        if (stored.isEmpty()) {
            return resync;
        }
        ContractChecks.Known known = known(stored.get());
        Fields next =
                new PolicyStatus(stored.get(), bounds, known.answer(), clock.instant()).next();
        if (!isSame(next, stored.get().object("status"))) {
            writes.policyStatus(stored.get(), next);
        }
        return known.again().compareTo(resync) < 0 ? known.again() : resync;
    }

    /** Numbers are the same however wide their type is: they are compared as they are written. */
    private static boolean isSame(Fields next, Fields stored) {
        try {
            return Json.read(Json.write(next)).equals(Json.read(Json.write(stored)));
        } catch (ManifestException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Brokers of a policy that cannot be used are not asked. */
    private ContractChecks.Known known(Fields stored) {
        return PolicyTrust.within(bounds, PolicyReader.read(stored))
                        instanceof PolicyReading.Valid valid
                ? checks.look(valid.policy())
                : new ContractChecks.Known(null, resync);
    }
}
