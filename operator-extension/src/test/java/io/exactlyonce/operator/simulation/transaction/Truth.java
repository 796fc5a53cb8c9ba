package io.exactlyonce.operator.simulation.transaction;

import static io.exactlyonce.operator.simulation.transaction.Invariant.FOREIGN_IS_NEVER_TOUCHED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.LIVE_IS_NEVER_FENCED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.PENDING_IS_NEVER_FENCED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.RECORDED_BEFORE;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.Committable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What really is, and whether what a controller is about to do to a transaction is right by it.
 *
 * @param cluster whose controller acts
 * @param brokers that are asked to
 */
record Truth(ClusterModel cluster, Brokers brokers) {

    /**
     * At the moment at which the brokers carry it out.
     *
     * @param wished starts that were asked for when the request was sent
     */
    void mayFence(Committable transaction, Set<String> wished) {
        own(transaction);
        recorded(transaction, Ended.How.FENCED);
        for (Job job : cluster.running().jobs()) {
            LIVE_IS_NEVER_FENCED.require(
                    !isOfLive(transaction, job) && !(job.isRunning() && job.holds(transaction)),
                    () -> transaction + " of " + job.plan());
        }
        Stream<Kept> asked = wished.stream().flatMap(path -> cluster.storage().at(path).stream());
        for (Kept snapshot : Stream.concat(restorable().stream(), asked).toList()) {
            PENDING_IS_NEVER_FENCED.require(
                    !snapshot.pending().contains(transaction),
                    () -> transaction + " is pending in " + snapshot.path());
        }
    }

    void maySettle(Committable transaction) {
        own(transaction);
        recorded(transaction, Ended.How.SETTLED);
    }

    private void own(Committable transaction) {
        FOREIGN_IS_NEVER_TOUCHED.require(
                TransactionalIdPrefix.ofId(transaction.transactionalId())
                        .filter(prefix -> cluster.server().hasIssued(prefix.incarnation()))
                        .isPresent(),
                transaction::toString);
    }

    private void recorded(Committable one, Ended.How how) {
        RECORDED_BEFORE.require(
                cluster.ledgers().recorded().stream()
                        .filter(it -> it.how() == how)
                        .anyMatch(
                                it ->
                                        it.isOf(
                                                one.transactionalId(),
                                                one.producerId(),
                                                one.epoch())),
                () ->
                        one
                                + " among "
                                + cluster.ledgers().recorded().stream()
                                        .filter(
                                                it ->
                                                        it.transactionalId()
                                                                .equals(one.transactionalId()))
                                        .toList());
    }

    private boolean isOfLive(Committable transaction, Job job) {
        return cluster.running().isCurrent(job)
                && transaction.transactionalId().startsWith(job.plan().prefix());
    }

    /** Snapshots that somebody will start from, unless somebody decides otherwise. */
    List<Kept> restorable() {
        List<Kept> all = new ArrayList<>();
        for (Job job : cluster.running().jobs()) {
            if (cluster.running().isCurrent(job)) {
                job.recorded().ifPresent(all::add);
            }
        }
        for (FlinkDeployment deployment : cluster.server().all()) {
            boolean runs =
                    cluster.running()
                            .of(deployment.name())
                            .filter(it -> deployment.uid().equals(Optional.of(it.uid())))
                            .isPresent();
            if (!runs && !deployment.isBeingDeleted()) {
                cluster.upstream().restorePoint(deployment).ifPresent(all::add);
            }
        }
        if (cluster.deletionPolicy() == DeletionPolicy.SETTLE) {
            cluster.deleted().stream()
                    .filter(this::isLastJobKnown)
                    .flatMap(it -> it.newest().stream())
                    .forEach(all::add);
        }
        return all;
    }

    /** Nobody can settle for a job that came and went while no controller looked. */
    private boolean isLastJobKnown(ClusterModel.Deleted gone) {
        Job job = gone.job();
        return job != null
                && cluster.ledgers()
                        .of(gone.name() + "-" + gone.incarnation().value())
                        .flatMap(it -> it.history().revision(job.plan().revision()))
                        .filter(it -> it.jobId().equals(job.plan().id()))
                        .isPresent();
    }

    /** Starts that a spec asks for, and upstream has not begun with. */
    Set<String> wished() {
        return cluster.server().all().stream()
                .filter(it -> !it.isBeingDeleted())
                .filter(
                        it ->
                                !it.status().hasReconciledSpec()
                                        || Upstream.nonce(it.spec())
                                                != Upstream.nonce(it.status().reconciledSpec()))
                .flatMap(it -> it.spec().text("job", "initialSavepointPath").stream())
                .collect(Collectors.toSet());
    }
}
