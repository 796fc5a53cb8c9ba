package io.exactlyonce.operator.simulation.transaction;

import static io.exactlyonce.operator.condition.ConditionStatus.UNKNOWN;
import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.simulation.transaction.Invariant.NO_ORPHAN_STAYS;
import static io.exactlyonce.operator.simulation.transaction.Invariant.SETTLED_IS_COMMITTED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.TOLD_ONCE;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.simulation.transaction.Brokers.End;
import io.exactlyonce.operator.simulation.transaction.ClusterModel.Deleted;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.Fate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The end of a run: everything can be reached, jobs run and complete checkpoints. Within a few
 * looks, long before the brokers would do it, what nobody will finish is ended.
 */
record Calm(World world) {
    /** Ten seconds each; far from the timeout of transactions. */
    private static final int ROUNDS = 12;

    private static final Set<Outcome> NEVER_RAN =
            Set.of(Outcome.SKIPPED, Outcome.ROLLED_BACK, Outcome.PLANNED);

    void comesRight() {
        world.calm();
        for (ClusterModel cluster : world.clusters()) {
            int round = 0;
            do {
                world.round(cluster);
                round++;
            } while (round < ROUNDS && !isRight(cluster));
            check(cluster);
        }
    }

    private boolean isRight(ClusterModel cluster) {
        return orphan(cluster).isEmpty()
                && cluster.ledgers().all().stream()
                        .map(StoredLedger::ledger)
                        .noneMatch(
                                it -> it.conditions().has(TRANSACTIONS_CLEAN, UNKNOWN, Reason.GONE))
                && cluster.ledgers().all().stream()
                        .map(StoredLedger::ledger)
                        .flatMap(ledger -> ledger.transactions().ended().stream())
                        .allMatch(ended -> ended.done().isPresent());
    }

    private void check(ClusterModel cluster) {
        outcomes(cluster);
        Optional<String> orphan = orphan(cluster);
        NO_ORPHAN_STAYS.require(orphan.isEmpty(), orphan::orElseThrow);
        for (StoredLedger stored : cluster.ledgers().all()) {
            counted(cluster, stored.ledger());
        }
        if (cluster.deletionPolicy() == DeletionPolicy.SETTLE) {
            cluster.deleted().forEach(gone -> settled(cluster, gone));
        }
    }

    private void outcomes(ClusterModel cluster) {
        new Truth(cluster, world.brokers())
                .restorable().stream()
                        .flatMap(it -> it.pending().stream())
                        .filter(one -> world.brokers().end(one).isEmpty())
                        .forEach(one -> world.happened("pending kept"));
        cluster.ledgers().all().stream()
                .flatMap(it -> it.ledger().transactions().losses().stream())
                .forEach(loss -> world.happened("loss told by a ledger"));
    }

    private Optional<String> orphan(ClusterModel cluster) {
        Set<String> pending =
                new Truth(cluster, world.brokers())
                        .restorable().stream()
                                .flatMap(it -> it.pending().stream())
                                .map(Committable::transactionalId)
                                .collect(Collectors.toSet());
        return world.brokers().ongoing().stream()
                .filter(id -> !pending.contains(id) && isOrphan(cluster, id))
                .map(id -> id + " " + ledger(cluster, prefix(id)).map(Calm::shown))
                .findFirst();
    }

    private static boolean isOrphan(ClusterModel cluster, String id) {
        boolean live =
                cluster.running().jobs().stream().anyMatch(it -> id.startsWith(it.plan().prefix()));
        return !live
                && cluster.server().hasIssued(prefix(id).incarnation())
                && !isExcused(cluster, prefix(id));
    }

    private static TransactionalIdPrefix prefix(String id) {
        return TransactionalIdPrefix.ofId(id).orElseThrow();
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
        Optional<Deleted> gone =
                cluster.deleted().stream()
                        .filter(it -> it.incarnation().equals(prefix.incarnation()))
                        .findFirst();
        if (gone.isEmpty()) {
            return !knowsTheAbandoned(cluster, ledger.get());
        }
        return cluster.deletionPolicy() == DeletionPolicy.LEAVE
                || cluster.deletionPolicy() == DeletionPolicy.SETTLE
                        && !knowsTheNewest(cluster, ledger.get(), gone.get());
    }

    /** After a start with empty state, the newest snapshot before it; any other start is known. */
    private static boolean knowsTheAbandoned(ClusterModel cluster, Ledger ledger) {
        Optional<RevisionRecord> live = ledger.live();
        return live.isEmpty()
                || live.get().restore().mode() != Restore.Mode.STATELESS
                || ledger.history().revisions().stream()
                        .filter(it -> it.number() < live.get().number())
                        .filter(it -> !NEVER_RAN.contains(it.outcome()))
                        .reduce((older, newer) -> newer)
                        .filter(it -> !it.jobId().isEmpty())
                        .filter(it -> isNewestKnown(cluster, it))
                        .isPresent();
    }

    private static boolean isNewestKnown(ClusterModel cluster, RevisionRecord last) {
        return last.committed().isEmpty() && isStartKnown(cluster, last)
                || cluster.storage().all().stream()
                        .map(Kept::snapshot)
                        .filter(it -> !it.savepoint())
                        .anyMatch(it -> it.jobId().equals(last.jobId()));
    }

    private static boolean knowsTheNewest(ClusterModel cluster, Ledger ledger, Deleted gone) {
        return lastKnown(ledger, gone).filter(it -> isNewestKnown(cluster, it)).isPresent();
    }

    private static boolean isStartKnown(ClusterModel cluster, RevisionRecord last) {
        return last.restore().mode() == Restore.Mode.STATELESS
                || cluster.storage().at(last.restore().path()).isPresent();
    }

    /** The last job, if a controller has looked while it was there. */
    private static Optional<RevisionRecord> lastKnown(Ledger ledger, Deleted gone) {
        Job job = gone.job();
        return ledger.history().revisions().stream()
                .filter(it -> it.outcome() != Outcome.SKIPPED)
                .filter(it -> it.outcome() != Outcome.ROLLED_BACK)
                .reduce((older, newer) -> newer)
                .filter(it -> job != null && it.jobId().equals(job.plan().id()))
                .filter(it -> job != null && it.number() == job.plan().revision());
    }

    private static Optional<Ledger> ledger(ClusterModel cluster, TransactionalIdPrefix prefix) {
        return cluster.ledgers().of(prefix.name() + "-" + prefix.incarnation().value());
    }

    private static String shown(Ledger ledger) {
        return ledger.conditions().of(TRANSACTIONS_CLEAN) + " " + ledger.history();
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
        if (ledger.filter(it -> knowsTheNewest(cluster, it, gone)).isEmpty()) {
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
