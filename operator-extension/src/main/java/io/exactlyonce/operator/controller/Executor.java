package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.controller.Observer.Seen;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.StoredLedger;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a plan out. The ledger comes first: it holds the intent, so whoever finds the next step
 * undone after a crash does it, and whoever finds it done sees so in the deployment. Events follow
 * the ledger at once, because they are the difference to the ledger before, which is then gone.
 *
 * @param writes effects on the cluster
 * @param ender effects on transactions
 */
record Executor(ClusterWrites writes, Ender ender) {
    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

    void execute(String namespace, String name, Seen seen, LedgerPlan plan) {
        plan.ledger().ifPresent(ledger -> write(seen, ledger));
        seen.deployment().ifPresent(deployment -> tell(deployment, plan));
        plan.actions().forEach(action -> act(seen, action));
        Ender.Which which =
                new Ender.Which(
                        namespace, name, seen.deployment(), seen.facts().transactions().forks());
        plan.actions().forEach(action -> end(which, action));
    }

    private void tell(FlinkDeployment deployment, LedgerPlan plan) {
        plan.events().forEach(note -> writes.tell(deployment, note));
    }

    private void act(Seen seen, Action action) {
        if (action instanceof Action.WriteLedger write) {
            write(seen, write.ledger());
        } else if (action instanceof Action.Tell tell) {
            writes.tell(tell.about(), tell.note());
        } else if (action instanceof Action.RemoveLedger remove) {
            stored(seen, remove.identity()).ifPresent(this::remove);
        } else if (action instanceof Action.Complete complete) {
            change(seen, "complete", complete.admission().object());
        } else if (action instanceof Action.Recover recover) {
            seen.deployment()
                    .ifPresent(
                            deployment -> change(seen, "recover", recovered(deployment, recover)));
        }
    }

    /** After everything else: the ledgers of all incarnations hold the intent by now. */
    private void end(Ender.Which which, Action action) {
        if (action instanceof Action.Fence fence) {
            ender.fence(which, fence);
        } else if (action instanceof Action.Settle settle) {
            ender.settle(which, settle);
        }
    }

    private void write(Seen seen, Ledger next) {
        Optional<StoredLedger> stored = stored(seen, next.identity());
        if (stored.isPresent() && isSame(stored.get().ledger(), next)) {
            return;
        }
        writes.update(stored.orElseGet(() -> create(next)), next);
    }

    private StoredLedger create(Ledger ledger) {
        LedgerIdentity identity = ledger.identity();
        LOG.info(
                "event=ledger-created namespace={} ledger={}",
                identity.namespace(),
                identity.name());
        return writes.create(ledger);
    }

    private void remove(StoredLedger stored) {
        LedgerIdentity identity = stored.ledger().identity();
        writes.remove(stored);
        LOG.info(
                "event=ledger-removed namespace={} ledger={}",
                identity.namespace(),
                identity.name());
    }

    private void change(Seen seen, String what, Fields wanted) {
        seen.deployment()
                .ifPresent(
                        deployment -> {
                            writes.change(deployment, wanted);
                            LOG.info(
                                    "event={} namespace={} deployment={}",
                                    what,
                                    deployment.namespace(),
                                    deployment.name());
                        });
    }

    private static Fields recovered(FlinkDeployment deployment, Action.Recover recover) {
        return deployment
                .object()
                .with(recover.path(), "spec", "job", "initialSavepointPath")
                .with(recover.nonce(), "spec", "job", "savepointRedeployNonce");
    }

    private static Optional<StoredLedger> stored(Seen seen, LedgerIdentity identity) {
        return seen.stored().stream()
                .filter(ledger -> ledger.ledger().identity().name().equals(identity.name()))
                .findFirst();
    }

    private static boolean isSame(Ledger stored, Ledger next) {
        return LedgerCodec.status(stored).equals(LedgerCodec.status(next));
    }
}
