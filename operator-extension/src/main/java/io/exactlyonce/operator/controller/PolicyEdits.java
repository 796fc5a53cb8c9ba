package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.port.PolicyChanges;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** A policy that changes calls for every deployment that names it. */
final class PolicyEdits extends SimpleInboundEventSource<FlinkDeploymentResource> {
    private final PolicyChanges changes;
    private final IndexerResourceCache<FlinkDeploymentResource> deployments;

    /**
     * @param deployments that are watched; filled when this is started, not before
     */
    PolicyEdits(PolicyChanges changes, IndexerResourceCache<FlinkDeploymentResource> deployments) {
        super("policy-edits");
        this.changes = changes;
        this.deployments = deployments;
    }

    @Override
    public void start() {
        super.start();
        changes.listen(this::changed);
    }

    private void changed(String namespace, String policy) {
        if (isRunning()) {
            deployments
                    .list(namespace, deployment -> names(deployment, policy))
                    .map(ResourceID::fromResource)
                    .forEach(this::propagateEvent);
        }
    }

    private static boolean names(FlinkDeploymentResource deployment, String policy) {
        return policy.equals(
                deployment.getMetadata().getLabels().get(FlinkDeployment.POLICY_LABEL));
    }
}
