package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.ledger.LedgerCodec;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Ledgers, whose deployment may have been deleted or released while nobody looked. One whose
 * deployment is there and labelled is seen to by the watch of deployments.
 */
final class LedgerReconciler implements Reconciler<TransactionLedgerResource> {
    private final NameReconciliation names;
    private final Ladder ladder;
    private final Duration resync;
    private final Predicate<ResourceID> isWatched;
    private final OnePass byOne;

    /**
     * @param isWatched whether the watch of deployments knows one; while it still fills, a ledger
     *     is looked at here, which does nothing twice
     */
    LedgerReconciler(
            NameReconciliation names,
            Ladder ladder,
            Duration resync,
            Predicate<ResourceID> isWatched,
            InstantSource clock) {
        this.isWatched = isWatched;
        this.byOne = new OnePass(clock);
        this.names = names;
        this.ladder = ladder;
        this.resync = resync;
    }

    @Override
    public UpdateControl<TransactionLedgerResource> reconcile(
            TransactionLedgerResource resource, Context<TransactionLedgerResource> context) {
        Optional<String> deployment =
                Optional.ofNullable(resource.getMetadata().getLabels())
                        .map(labels -> labels.get(LedgerCodec.DEPLOYMENT_LABEL));
        return deployment
                .map(name -> ladder.run(resource, () -> look(resource, name)))
                .orElseGet(UpdateControl::noUpdate);
    }

    private Duration look(TransactionLedgerResource resource, String deployment) {
        String namespace = resource.getMetadata().getNamespace();
        if (isWatched.test(new ResourceID(deployment, namespace))) {
            return resync;
        }
        return byOne.look(
                new ResourceID(deployment, namespace),
                resource.getMetadata().getName(),
                () -> names.reconcile(namespace, deployment));
    }
}
