package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.ledger.LedgerCodec;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;

/**
 * Ledgers, whose deployment may have been deleted or released while nobody looked. One whose
 * deployment is there and labelled is seen to by the other watch; looking at it here as well costs
 * little, and does nothing twice.
 */
final class LedgerReconciler implements Reconciler<TransactionLedgerResource> {
    private final NameReconciliation names;
    private final Ladder ladder;
    private final Duration resync;

    LedgerReconciler(NameReconciliation names, Ladder ladder, Duration resync) {
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
        Duration wanted = names.reconcile(resource.getMetadata().getNamespace(), deployment);
        return wanted.compareTo(resync) < 0 ? resync : wanted;
    }
}
