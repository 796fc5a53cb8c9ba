package io.exactlyonce.operator.simulation.transaction;

import static io.exactlyonce.operator.simulation.transaction.Invariant.NO_ORPHAN_STAYS;
import static io.exactlyonce.operator.simulation.transaction.Invariant.SETTLED_IS_COMMITTED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.TOLD_ONCE;

import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.simulation.transaction.Brokers.End;
import io.exactlyonce.operator.simulation.transaction.ClusterModel.Deleted;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.Fate;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Optional;

/**
 * The end of a run: everything can be reached, jobs run and complete checkpoints. Within a few
 * looks, long before the brokers would do it, what nobody will finish is ended.
 */
record Calm(World world) {
    /** Ten seconds each; far from the timeout of transactions. */
    private static final int ROUNDS = 10;

    void comesRight() {
        world.calm();
        for (int round = 0; round < ROUNDS; round++) {
            world.round();
        }
        world.clusters().forEach(this::check);
    }

    private void check(ClusterModel cluster) {
        noOrphans(cluster);
        cluster.ledgers().all().stream().map(StoredLedger::ledger).forEach(it -> counted(cluster, it));
        if (cluster.deletionPolicy() == DeletionPolicy.SETTLE) {
            cluster.deleted().forEach(gone -> settled(cluster, gone));
        }
    }

    private void noOrphans(ClusterModel cluster) {
        List<Kept> restorable = new Truth(cluster, world.brokers()).restorable();
        for (TransactionDescription told : world.brokers().ongoing("eo1.").values()) {
            TransactionalIdPrefix prefix =
                    TransactionalIdPrefix.ofId(told.transactionalId()).orElseThrow();
            boolean live =
                    cluster.running().jobs().stream()
                            .anyMatch(it -> told.transactionalId().startsWith(it.plan().prefix()));
            boolean pending =
                    restorable.stream()
                            .flatMap(it -> it.pending().stream())
                            .anyMatch(it -> it.transactionalId().equals(told.transactionalId()));
            if (cluster.server().hasIssued(prefix.incarnation()) && !live && !pending) {
                NO_ORPHAN_STAYS.require(isExcused(cluster, prefix), () -> told + " " + ledger(cluster, prefix).map(Calm::shown));
            }
        }
    }

    /**
     * Nobody can know: no controller looked while the revision lived, or while its last job did; or
     * the policy leaves those of deleted deployments to the brokers.
     */
    private static boolean isExcused(ClusterModel cluster, TransactionalIdPrefix prefix) {
        Optional<Ledger> ledger = ledger(cluster, prefix);
        if (ledger.filter(it -> it.history().knows(prefix.revision())).isEmpty()) {
            return true;
        }
        boolean gone =
                cluster.deleted().stream()
                        .anyMatch(it -> it.incarnation().equals(prefix.incarnation()));
        return gone
                && (cluster.deletionPolicy() == DeletionPolicy.LEAVE
                        || cluster.deletionPolicy() == DeletionPolicy.SETTLE
                                && !knowsTheNewest(cluster, ledger.get()));
    }

    private static boolean knowsTheNewest(ClusterModel cluster, Ledger ledger) {
        return ledger.history().revisions().stream()
                .filter(it -> !it.jobId().isEmpty())
                .reduce((older, newer) -> newer)
                .filter(
                        last ->
                                last.restore().mode() == Restore.Mode.STATELESS
                                        || !last.restore().path().isEmpty()
                                        || cluster.storage().all().stream()
                                                .map(Kept::snapshot)
                                                .filter(it -> !it.savepoint())
                                                .anyMatch(it -> it.jobId().equals(last.jobId())))
                .isPresent();
    }

    private static Optional<Ledger> ledger(ClusterModel cluster, TransactionalIdPrefix prefix) {
        return cluster.ledgers().of(prefix.name() + "-" + prefix.incarnation().value());
    }

    private static String shown(Ledger ledger) {
        return ledger.conditions().of(ConditionType.TRANSACTIONS_CLEAN) + " " + ledger.history();
    }

    private static void counted(ClusterModel cluster, Ledger ledger) {
        List<Ended> fenced =
                ledger.transactions().ended().stream()
                        .filter(it -> it.how() == Ended.How.FENCED && it.done().isPresent())
                        .toList();
        TOLD_ONCE.require(
                fenced.size() == ledger.transactions().fenced()
                        && fenced.stream().distinct().count() == fenced.size(),
                () -> ledger.transactions().toString());
        if (!cluster.wasRebuilt(ledger.identity().deployment())) {
            TOLD_ONCE.require(
                    cluster.told(ledger.identity().uid()) <= fenced.size(),
                    () -> cluster.told(ledger.identity().uid()) + " told " + ledger.transactions());
        }
    }

    private void settled(ClusterModel cluster, Deleted gone) {
        Optional<Ledger> ledger =
                cluster.ledgers().of(gone.name() + "-" + gone.incarnation().value());
        boolean known =
                gone.job() != null
                        && ledger.isPresent()
                        && ledger.get().history().revisions().stream()
                                .anyMatch(it -> it.jobId().equals(gone.job().plan().id()));
        if (!known) {
            return;
        }
        for (Kept newest : gone.newest().stream().toList()) {
            for (Committable one : newest.pending()) {
                Optional<End> end = world.brokers().end(one);
                SETTLED_IS_COMMITTED.require(
                        end.isPresent() && end.get() != End.FENCED,
                        () -> one + " of " + newest.path() + " is " + end + " " + ledger);
                boolean visible =
                        Fate.of(one, world.brokers().describe(one.transactionalId()).orElse(null))
                                == Fate.LOST;
                Invariant.NOTHING_LOST_SILENTLY.require(
                        !visible
                                || ledger.get().transactions().losses().stream()
                                        .anyMatch(
                                                it ->
                                                        it.transactionalId()
                                                                .equals(one.transactionalId())),
                        () -> one + " of " + newest.path() + " " + ledger);
            }
        }
    }
}
