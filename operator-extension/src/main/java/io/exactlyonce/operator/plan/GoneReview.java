package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.ledger.Stalled;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.TransactionEvidence.Told;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.Transactions.OrphanHandling;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Heir;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.Sweep;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a deployment that was deleted, by the policy's {@code deletionPolicy}. With
 * Settle, what its newest snapshot holds pending is committed, because its records are counted in
 * the state and in the offsets; the rest is aborted. With Abort all is. With Leave the brokers do
 * it, after the timeout.
 *
 * @param ledger of the deleted deployment
 * @param evidence what was seen of its transactions
 * @param now time of the look
 */
record GoneReview(Ledger ledger, TransactionEvidence evidence, Instant now) {
    /**
     * Pods were seen to run on for minutes after they were stopped, and open transactions; and what
     * the brokers listed may be older than the deletion.
     */
    private static final Duration AFTERMATH = Duration.ofMinutes(5);

    private static final Set<Outcome> NEVER_LAST = Set.of(Outcome.SKIPPED, Outcome.ROLLED_BACK);

    /**
     * What follows.
     *
     * @param log of transactions
     * @param actions questions, or what is to be done
     * @param isOver whether nothing is open and nothing can be any more, or nobody can be asked
     */
    record Result(TransactionLog log, List<Action> actions, boolean isOver) {}

    Result result() {
        Optional<Policy> policy =
                Optional.ofNullable(evidence.policies().get(ledger.care().policy()))
                        .flatMap(
                                lookup ->
                                        lookup instanceof PolicyLookup.Found found
                                                ? found.valid()
                                                : Optional.empty());
        if (policy.isEmpty()
                || !(evidence.of(ledger.care().policy()).orElse(null) instanceof Told told)) {
            return new Result(
                    ledger.transactions().until(remembered()), List.of(), policy.isEmpty());
        }
        List<OpenTransaction> ours =
                told.open().stream()
                        .filter(
                                it ->
                                        it.prefix()
                                                .incarnation()
                                                .equals(ledger.identity().incarnation()))
                        .toList();
        // What was pending when it was last seen may be lost by now; that is found out once.
        boolean examines =
                settles(policy.get())
                        && (isFresh() || ledger.transactions().deadlineIfAny().isPresent());
        return ours.isEmpty() && !examines ? settled() : review(policy.get(), ours);
    }

    /** Nothing is open: whatever was to be ended is, once nothing of the job can run any more. */
    private Result settled() {
        Endings ends = new Endings(ledger.transactions(), List.of(), evidence.described(), now);
        TransactionLog log = ends.with(List.of(), List.of()).log();
        return new Result(
                log.listing(List.of()).stalling(Stalled.NONE).until(null),
                ends.unasked().isEmpty()
                        ? List.of()
                        : List.of(new Action.Describe(ledger.care().policy(), ends.unasked())),
                !isFresh());
    }

    private boolean isFresh() {
        return ledger.phase() instanceof Phase.Gone gone
                && now.isBefore(gone.since().plus(AFTERMATH));
    }

    private Result review(Policy policy, List<OpenTransaction> ours) {
        List<Action> actions = new ArrayList<>();
        Set<String> restorable = new TreeSet<>(evidence.forks());
        Heir heir = heir(policy);
        PendingReview pending = null;
        TransactionLog log = ledger.transactions();
        // With nothing open there is nothing to keep from pods: what was lost is only looked up.
        if ((heir instanceof Heir.Nobody || ours.isEmpty()) && settles(policy)) {
            StoredSnapshots stored = evidence.snapshots().get(ledger.identity().incarnation());
            if (stored == null) {
                return new Result(log, List.of(new Action.ListSnapshots(ledger)), false);
            }
            NewestSnapshot newest = newest(stored);
            if (newest instanceof NewestSnapshot.Certain certain) {
                restorable.add(certain.path());
                PendingReview review =
                        new PendingReview(ledger.care().policy(), certain.path(), evidence);
                review.question().ifPresent(actions::add);
                pending = review;
                log = log.losing(review.newLosses(log.losses(), now));
            } else if (!(newest instanceof NewestSnapshot.None)) {
                heir = new Heir.Unclear(0, "its newest snapshot could not be found out");
            }
        }
        Sweep sweep = new Sweep(ledger, heir, restorable, evidence.contents());
        for (String path : sweep.questions(ours)) {
            Action read = new Action.ReadSnapshot(ledger.care().policy(), path);
            if (!actions.contains(read)) {
                actions.add(read);
            }
        }
        return ended(policy, ours, log, new Found(sweep.judge(ours), pending), actions);
    }

    /** With which of its transactions hold readers back. */
    private TransactionLog attributed(TransactionLog log, Policy policy, List<Judged> judged) {
        StallReview review =
                new StallReview(
                        ledger,
                        judged,
                        Set.of(),
                        evidence.policies().get(ledger.care().policy()),
                        policy.transactions().orphans() == OrphanHandling.FENCE,
                        now);
        return evidence.of(ledger.care().policy()).orElse(null) instanceof Told told
                ? review.in(log, told.stalls())
                : log;
    }

    /**
     * What was found out.
     *
     * @param review of the newest snapshot; null if it is not known which that is
     */
    private record Found(List<Judged> judged, @Nullable PendingReview review) {
        List<Committable> pending() {
            return review == null ? List.of() : review.open();
        }

        boolean isPendingKnown() {
            return review != null && review.preflight().isPresent();
        }
    }

    private Result ended(
            Policy policy,
            List<OpenTransaction> ours,
            TransactionLog log,
            Found found,
            List<Action> actions) {
        boolean acts =
                policy.transactions().orphans() == OrphanHandling.FENCE
                        && actions.isEmpty()
                        && !ours.isEmpty();
        List<OpenTransaction> orphans =
                found.judged().stream()
                        .filter(one -> one.standing().kind() == StandingKind.ORPHAN)
                        .map(Judged::transaction)
                        .toList();
        Endings ends = new Endings(log, ours, evidence.described(), now);
        Endings.Result endings =
                ends.with(acts ? orphans : List.of(), acts ? found.pending() : List.of());
        if (!ends.unasked().isEmpty()) {
            actions.add(new Action.Describe(ledger.care().policy(), ends.unasked()));
        }
        actions.addAll(endings.deeds(ledger.care().policy()));
        CommitDeadline deadline =
                found.isPendingKnown() || !settles(policy)
                        ? deadline(ours, found.pending())
                        : remembered();
        return new Result(
                attributed(endings.log(), policy, found.judged())
                        .listing(OpenGroups.of(found.judged(), now))
                        .until(deadline),
                List.copyOf(actions),
                ours.isEmpty() && !isFresh() && deadline == null);
    }

    /** It comes nearer, whoever can be asked. */
    private @Nullable CommitDeadline remembered() {
        Optional<CommitDeadline> known = ledger.transactions().deadlineIfAny();
        return known.filter(it -> it.pending() > 0)
                .map(it -> CommitDeadline.seen(known, it.at(), it.pending(), now))
                .orElse(null);
    }

    private @Nullable CommitDeadline deadline(
            List<OpenTransaction> ours, List<Committable> pending) {
        Set<String> ids =
                pending.stream().map(Committable::transactionalId).collect(Collectors.toSet());
        return ours.stream()
                .filter(it -> ids.contains(it.id()))
                .flatMap(it -> it.description().expiresAt().stream())
                .min(Instant::compareTo)
                .map(
                        at ->
                                CommitDeadline.seen(
                                        ledger.transactions().deadlineIfAny(),
                                        at.truncatedTo(ChronoUnit.SECONDS),
                                        pending.size(),
                                        now))
                .orElse(null);
    }

    private static boolean settles(Policy policy) {
        return policy.conduct().deletionPolicy() == DeletionPolicy.SETTLE;
    }

    private Heir heir(Policy policy) {
        if (policy.conduct().deletionPolicy() == DeletionPolicy.LEAVE) {
            return new Heir.Unclear(0, "the policy leaves them to the brokers (Leave)");
        }
        Pods pods = evidence.pods();
        if (pods == null) {
            return new Heir.Unclear(0, "whether pods of it still run is not known");
        }
        return pods.leftOver()
                .<Heir>map(pod -> new Heir.Unclear(0, "pod " + pod + " of it still runs"))
                .orElseGet(Heir.Nobody::new);
    }

    /** Of the last revision that may have run: one whose job nobody saw may have had one. */
    private NewestSnapshot newest(StoredSnapshots stored) {
        return ledger.history().revisions().stream()
                .filter(record -> !NEVER_LAST.contains(record.outcome()))
                .reduce((older, newer) -> newer)
                .filter(last -> !last.jobId().isEmpty())
                .map((RevisionRecord last) -> NewestSnapshot.of(last, Optional.empty(), stored))
                .orElseGet(
                        () ->
                                new NewestSnapshot.Unknown(
                                        "the job of its last revision was never seen"));
    }
}
