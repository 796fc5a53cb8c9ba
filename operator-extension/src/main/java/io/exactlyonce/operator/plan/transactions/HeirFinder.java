package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.condition.Situation;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.transaction.Heir;
import io.exactlyonce.operator.transaction.Pods;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who can still finish the transactions of a deployment that is there. A revision may be said to be
 * the only one only if its own JobManager says so, it has completed a checkpoint, nothing of an
 * earlier one runs, and upstream neither deploys nor could go back.
 *
 * @param situation what is known
 * @param pods what runs under the name; null if that could not be found out
 */
record HeirFinder(Situation situation, @Nullable Pods pods) {
    private static final String ROLLBACK = "kubernetes.operator.deployment.rollback.enabled";

    Heir find() {
        Optional<RevisionRecord> live =
                situation.verified().isPresent()
                        ? situation.current().filter(record -> record.outcome() == Outcome.LIVE)
                        : Optional.empty();
        if (live.isEmpty()) {
            int current = situation.current().map(RevisionRecord::number).orElse(0);
            return new Heir.Unclear(
                    situation.deployed().runs() ? current : 0,
                    "no running JobManager says which revision it is");
        }
        int number = live.get().number();
        return obstacle(live.get())
                .<Heir>map(why -> new Heir.Unclear(number, why))
                .orElseGet(() -> new Heir.Running(number));
    }

    private Optional<String> obstacle(RevisionRecord live) {
        String name = RevisionKeys.text(live.number());
        if (live.committed().isEmpty()) {
            return Optional.of(name + " has completed no checkpoint yet");
        }
        if (!live.restore().confirmed() && !situation.acceptsEmptyState()) {
            return Optional.of("how " + name + " started is not known");
        }
        if (situation.deployed().stage() != Deployed.Stage.DEPLOYED || isAboutToChange(live)) {
            return Optional.of("upstream is about to deploy another revision");
        }
        if (!rollbackIsOff()) {
            return Optional.of("a rollback could run an earlier revision again");
        }
        if (live.restore().mode() == Restore.Mode.STATELESS
                && situation.hadStateBefore(live)
                && !situation.acceptsEmptyState()) {
            return Optional.of(
                    name
                            + " started with empty state, and nobody has accepted that what the"
                            + " revision before holds pending is given up");
        }
        return leftOver();
    }

    private boolean isAboutToChange(RevisionRecord live) {
        return situation.deployment().wantsSuspended()
                || situation.deployment().isBeingDeleted()
                || situation.mark().filter(mark -> mark.revision() != live.number()).isPresent();
    }

    /** A key that is absent may be set in upstream's default configuration, which nobody sees. */
    private boolean rollbackIsOff() {
        return FlinkConfiguration.of(situation.deployment().spec())
                .value(ROLLBACK)
                .filter("false"::equalsIgnoreCase)
                .isPresent();
    }

    private Optional<String> leftOver() {
        if (pods == null) {
            return Optional.of("whether pods of an earlier revision still run is not known");
        }
        return pods.leftOver().map(pod -> "pod " + pod + " of an earlier revision still runs");
    }
}
