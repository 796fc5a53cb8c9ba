package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.port.PolicyChanges;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;

/** Labelled FlinkDeployments, until they are deleted or lose their label. */
final class DeploymentReconciler implements Reconciler<FlinkDeploymentResource> {
    private final NameReconciliation names;
    private final Ladder ladder;
    private final PolicyChanges policies;

    DeploymentReconciler(NameReconciliation names, Ladder ladder, PolicyChanges policies) {
        this.policies = policies;
        this.names = names;
        this.ladder = ladder;
    }

    @Override
    public List<EventSource<?, FlinkDeploymentResource>> prepareEventSources(
            EventSourceContext<FlinkDeploymentResource> context) {
        return List.of(new PolicyEdits(policies, context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<FlinkDeploymentResource> reconcile(
            FlinkDeploymentResource resource, Context<FlinkDeploymentResource> context) {
        if (context.isPrimaryResourceDeleted()) {
            // There is no next time for it, only the framework's own retry of what throws.
            var unused = reconcile(resource);
            return UpdateControl.noUpdate();
        }
        return ladder.run(resource, () -> reconcile(resource));
    }

    private Duration reconcile(FlinkDeploymentResource resource) {
        return names.reconcile(
                resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }
}
