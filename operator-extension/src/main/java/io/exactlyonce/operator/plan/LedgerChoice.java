package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.RevisionMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of the ledgers of a name is that of the deployment that bears the name now. The incarnation
 * decides; one that was written past us has none, and gets one from its uid until it has.
 *
 * @param own ledger of the deployment; empty if the deployment is none of our business
 * @param isNew whether it was made just now
 * @param others what becomes of the ledgers of earlier deployments
 */
record LedgerChoice(Optional<Ledger> own, boolean isNew, List<Action> others) {

    static LedgerChoice of(
            FlinkDeployment deployment,
            Optional<RevisionMark> mark,
            List<Ledger> ledgers,
            TransactionEvidence evidence,
            Instant now) {
        Optional<Ledger> known = known(deployment, mark, ledgers);
        Optional<Ledger> own = known;
        if (own.isEmpty() && deployment.policyName().isPresent()) {
            own = fresh(deployment, mark);
        }
        List<Action> others = new ArrayList<>();
        for (Ledger ledger : ledgers) {
            if (own.isEmpty() || !ledger.identity().name().equals(own.get().identity().name())) {
                others.addAll(Farewell.to(ledger, evidence, now).actions());
            }
        }
        return new LedgerChoice(own, own.isPresent() && known.isEmpty(), List.copyOf(others));
    }

    private static Optional<Ledger> known(
            FlinkDeployment deployment, Optional<RevisionMark> mark, List<Ledger> ledgers) {
        if (mark.isPresent()) {
            Incarnation incarnation = mark.get().incarnation();
            return ledgers.stream()
                    .filter(ledger -> ledger.identity().incarnation().equals(incarnation))
                    .findFirst();
        }
        return ledgers.stream()
                .filter(ledger -> deployment.uid().equals(Optional.of(ledger.identity().uid())))
                .filter(ledger -> !(ledger.phase() instanceof Phase.Gone))
                .findFirst();
    }

    private static Optional<Ledger> fresh(FlinkDeployment deployment, Optional<RevisionMark> mark) {
        String uid = deployment.uid().orElse("");
        Optional<Incarnation> incarnation =
                mark.map(RevisionMark::incarnation)
                        .or(
                                () ->
                                        Optional.of(uid)
                                                .filter(text -> !text.isBlank())
                                                .map(Incarnation::of));
        return incarnation.map(
                value ->
                        Ledger.of(
                                new LedgerIdentity(
                                        deployment.namespace(), deployment.name(), value, uid)));
    }
}
