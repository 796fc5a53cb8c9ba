package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.Stalled;
import io.exactlyonce.operator.ledger.StalledPartition;
import io.exactlyonce.operator.ledger.StalledPartition.Cause;
import io.exactlyonce.operator.ledger.StalledPartition.Holder;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.Patience;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.Standing;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What careful readers of a deployment's topics wait for, partition by partition. It stands in the
 * ledger of the incarnation whose transaction it is; what is nobody's of this name stands in that
 * of the deployment, because its readers wait.
 *
 * @param ledger that is being written
 * @param judged its open transactions
 * @param known incarnations of the name that have a ledger
 * @param evidence what was seen of transactions
 * @param restraint what keeps orphans of it from being aborted
 * @param now time of the look
 */
record StallReview(
        Ledger ledger,
        List<Judged> judged,
        Set<Incarnation> known,
        TransactionEvidence evidence,
        Restraint restraint,
        Instant now) {
    /** Brokers look for transactions that are over every 10 s, and clocks differ. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** Of a deployment that is gone: nothing but its own transactions concerns it. */
    static StallReview ofGone(
            Ledger ledger,
            List<Judged> judged,
            TransactionEvidence evidence,
            Restraint restraint,
            Instant now) {
        return new StallReview(ledger, judged, Set.of(), evidence, restraint, now);
    }

    /** A policy that can be used, and what its brokers allow. */
    private record Allowed(Policy policy, BrokerContract contract) {
        /** Longest {@code transaction.max.timeout.ms}; empty if any broker's is unknown. */
        Optional<Duration> longestTimeout() {
            List<BrokerContract.Broker> brokers = contract.brokers();
            boolean all = brokers.stream().allMatch(it -> it.maximumTimeoutIfKnown().isPresent());
            return all
                    ? brokers.stream()
                            .flatMap(it -> it.maximumTimeoutIfKnown().stream())
                            .max(Comparator.naturalOrder())
                    : Optional.empty();
        }
    }

    /** The log with what is seen; as it was if nobody knows. */
    TransactionLog in(TransactionLog log) {
        PolicyLookup policy = evidence.policies().get(ledger.care().policy());
        List<SeenStall> seen =
                evidence.of(ledger.care().policy()).orElse(null) instanceof Told told
                        ? told.stalls()
                        : null;
        if (seen == null
                || !(policy instanceof PolicyLookup.Found found)
                || found.valid().isEmpty()) {
            return log;
        }
        Allowed allowed = new Allowed(found.valid().get(), found.contract());
        return log.stalling(
                Stalled.of(
                        seen.stream()
                                .flatMap(stall -> partition(stall, allowed).stream())
                                .toList()));
    }

    private Optional<StalledPartition> partition(SeenStall seen, Allowed allowed) {
        if (seen.cause() instanceof SeenStall.Untold untold) {
            return ofTheDeployment(
                    seen, Cause.UNKNOWN, Holder.UNKNOWN, StallRemedy.untold(untold.why()));
        }
        Stall stall = ((SeenStall.Held) seen.cause()).stall();
        if (stall.isHanging()) {
            return unknownToCoordinators(seen, stall, allowed);
        }
        TransactionDescription holder = stall.known().orElseThrow();
        Optional<TransactionalIdPrefix> prefix =
                TransactionalIdPrefix.ofId(holder.transactionalId());
        Optional<Incarnation> incarnation = prefix.map(TransactionalIdPrefix::incarnation);
        if (incarnation.filter(ledger.identity().incarnation()::equals).isPresent()) {
            return own(seen, holder, allowed.policy());
        }
        return incarnation.filter(known::contains).isPresent()
                ? Optional.empty()
                : ofTheDeployment(
                        seen,
                        Cause.FOREIGN,
                        new Holder(holder.transactionalId(), 0, -1),
                        StallRemedy.foreign(holder, prefix));
    }

    /** What was not listed when its kind was judged is judged with the next listing. */
    private Optional<StalledPartition> own(
            SeenStall seen, TransactionDescription holder, Policy valid) {
        return judged.stream()
                .filter(one -> one.transaction().id().equals(holder.transactionalId()))
                .findFirst()
                .map(one -> own(seen, holder, one))
                .filter(it -> it.cause() != Cause.LIVE || isTooOld(holder, valid));
    }

    private StalledPartition own(SeenStall seen, TransactionDescription holder, Judged one) {
        return partition(
                seen,
                Cause.of(one.standing().kind()),
                new Holder(
                        holder.transactionalId(),
                        one.transaction().revision(),
                        TransactionalIdPrefix.subtask(holder.transactionalId()).orElse(-1)),
                holder.started().orElse(seen.since()),
                remedy(holder, one));
    }

    private String remedy(TransactionDescription holder, Judged one) {
        return ledger.phase() instanceof Phase.Gone
                        && one.standing() instanceof Standing.Protected kept
                ? StallRemedy.keptByGone(
                        holder,
                        kept,
                        evidence.forks().stream()
                                .anyMatch(it -> it.snapshot().path().equals(kept.snapshot())),
                        restraint)
                : StallRemedy.own(holder, one, restraint);
    }

    private boolean isTooOld(TransactionDescription holder, Policy valid) {
        Duration longest = Patience.of(valid.checkpoints()).longest();
        return OpenGroups.isOld(holder, now)
                || holder.started().filter(start -> !start.plus(longest).isAfter(now)).isPresent();
    }

    /**
     * An id that the operator may not describe looks as if no coordinator knew it. So it is a hang
     * only once it has been there, before our own eyes, for longer than any broker lets one be.
     */
    private Optional<StalledPartition> unknownToCoordinators(
            SeenStall seen, Stall stall, Allowed allowed) {
        Optional<Instant> certain =
                allowed.longestTimeout().map(timeout -> seen.since().plus(timeout).plus(SLACK));
        boolean hangs = certain.filter(at -> !at.isAfter(now)).isPresent();
        return ofTheDeployment(
                seen,
                hangs ? Cause.HANGING : Cause.UNKNOWN,
                Holder.UNKNOWN,
                hangs ? StallRemedy.hanging(stall) : StallRemedy.unknown(stall, certain));
    }

    private Optional<StalledPartition> ofTheDeployment(
            SeenStall seen, Cause cause, Holder holder, String remedy) {
        if (ledger.phase() instanceof Phase.Gone) {
            return Optional.empty();
        }
        Optional<Instant> started =
                seen.cause() instanceof SeenStall.Held held
                        ? held.stall().known().flatMap(TransactionDescription::started)
                        : Optional.empty();
        return Optional.of(partition(seen, cause, holder, started.orElse(seen.since()), remedy));
    }

    private static StalledPartition partition(
            SeenStall seen, Cause cause, Holder holder, Instant since, String remedy) {
        return new StalledPartition(
                seen.partition().topic(),
                seen.partition().partition(),
                seen.end().lag(),
                cause,
                holder,
                // Kubernetes keeps times to the second.
                since.truncatedTo(ChronoUnit.SECONDS),
                remedy);
    }
}
