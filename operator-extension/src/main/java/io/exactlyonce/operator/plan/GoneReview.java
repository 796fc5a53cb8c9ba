package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.Restore;
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
import io.exactlyonce.operator.transaction.Claim;
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
     * @param clean the condition TransactionsClean; empty as long as it is not known
     */
    record Result(
            TransactionLog log, List<Action> actions, boolean isOver, Optional<Verdict> clean) {}

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
                    ledger.transactions().until(remembered()),
                    List.of(),
                    policy.isEmpty() && !isDeadlineAhead(),
                    new LastAccount(ledger, evidence, now).before());
        }
        List<OpenTransaction> ours =
                told.open().stream()
                        .filter(
                                it ->
                                        it.prefix()
                                                .incarnation()
                                                .equals(ledger.identity().incarnation()))
                        .toList();
        return ours.isEmpty() ? settled(policy.get()) : review(policy.get(), ours);
    }

    /** Nobody can be asked any more, but whoever waits is told how the time runs out. */
    private boolean isDeadlineAhead() {
        return Optional.ofNullable(remembered()).filter(it -> now.isBefore(it.at())).isPresent();
    }

    /** Nothing is open: whatever was to be ended is, by us or, before we came, by the brokers. */
    private Result settled(Policy policy) {
        LastAccount account = new LastAccount(ledger, evidence, now);
        Optional<Verdict> known = account.before();
        if (known.isPresent() || !settles(policy)) {
            TransactionLog log = ledger.transactions();
            return over(account.known(log, known.orElseGet(() -> LastAccount.clean(log))), false);
        }
        StoredSnapshots stored = evidence.snapshots().get(ledger.identity().incarnation());
        if (stored == null) {
            return open(List.of(new Action.ListSnapshots(ledger)));
        }
        return stored instanceof StoredSnapshots.NotListed
                ? open(List.of())
                : over(
                        account.of(newest(stored)),
                        heir(policy) instanceof Heir.Nobody && acts(policy));
    }

    private Result open(List<Action> questions) {
        TransactionLog log = ledger.transactions().until(remembered());
        return new Result(log, questions, false, Optional.empty());
    }

    /**
     * Its snapshot may hold what another incarnation wrote: that is open, and not listed as its.
     */
    private Result over(LastAccount.Result found, boolean acts) {
        Endings ends = new Endings(found.log(), found.open(), evidence.described(), now);
        PendingOwners owners = new PendingOwners(ledger, evidence);
        List<Committable> ours = owners.ours(found.pending());
        Endings.Result endings = ends.with(List.of(), acts ? ours : List.of());
        List<Action> actions = new ArrayList<>(found.questions());
        owners.question(found.pending()).ifPresent(actions::add);
        boolean foreign = actions.isEmpty() && ours.isEmpty() && !found.pending().isEmpty();
        Optional<Verdict> clean =
                foreign ? Optional.of(PendingOwners.verdict(found.pending())) : found.clean();
        ends.question(ledger.care().policy()).ifPresent(actions::add);
        actions.addAll(endings.deeds(ledger.care().policy()));
        return new Result(
                endings.log()
                        .listing(List.of())
                        .stalling(Stalled.NONE)
                        .until(clean.isPresent() ? null : remembered()),
                List.copyOf(actions),
                clean.isPresent() && !isFresh(),
                clean);
    }

    private boolean isFresh() {
        return ledger.phase() instanceof Phase.Gone gone
                && now.isBefore(gone.since().plus(AFTERMATH));
    }

    private Result review(Policy policy, List<OpenTransaction> ours) {
        List<Action> actions = new ArrayList<>();
        Claims claims = new Claims(ledger, evidence);
        Set<Claim> restorable = claims.ofStartsWithoutOwn();
        Heir heir = heir(policy);
        List<Committable> pending = List.of();
        boolean isPendingKnown = !settles(policy);
        TransactionLog log = ledger.transactions();
        if (heir instanceof Heir.Nobody && settles(policy)) {
            StoredSnapshots stored = evidence.snapshots().get(ledger.identity().incarnation());
            if (stored == null) {
                return open(List.of(new Action.ListSnapshots(ledger)));
            }
            NewestSnapshot newest = newest(stored);
            if (newest instanceof NewestSnapshot.Certain certain) {
                restorable.add(claims.own(certain.path()));
                PendingReview review =
                        new PendingReview(ledger.care().policy(), certain.path(), evidence);
                review.question().ifPresent(actions::add);
                PendingOwners owners = new PendingOwners(ledger, evidence);
                owners.question(review.open()).ifPresent(actions::add);
                pending = owners.ours(review.open());
                isPendingKnown = review.preflight().isPresent();
                log = log.losing(review.newLosses(log.losses(), now));
            } else if (!(newest instanceof NewestSnapshot.None)) {
                heir = new Heir.Unclear(0, "its newest snapshot could not be found out");
            }
        }
        Sweep sweep = new Sweep(ledger, heir, restorable, evidence.contents());
        Claims.ask(sweep.questions(ours), actions);
        return ended(
                policy, ours, log, new Found(sweep.judge(ours), pending, isPendingKnown), actions);
    }

    /** What was found out. */
    private record Found(List<Judged> judged, List<Committable> pending, boolean isPendingKnown) {}

    private Result ended(
            Policy policy,
            List<OpenTransaction> ours,
            TransactionLog log,
            Found found,
            List<Action> actions) {
        boolean acts = acts(policy) && actions.isEmpty();
        List<OpenTransaction> orphans =
                found.judged().stream()
                        .filter(one -> one.standing().kind() == StandingKind.ORPHAN)
                        .map(Judged::transaction)
                        .toList();
        Endings ends = new Endings(log, ours, evidence.described(), now);
        Endings.Result endings =
                ends.with(acts ? orphans : List.of(), acts ? found.pending() : List.of());
        ends.question(ledger.care().policy()).ifPresent(actions::add);
        actions.addAll(endings.deeds(ledger.care().policy()));
        CommitDeadline deadline =
                found.isPendingKnown() ? deadline(ours, found.pending()) : remembered();
        return new Result(
                StallReview.ofGone(ledger, found.judged(), evidence, now)
                        .in(endings.log())
                        .listing(OpenGroups.of(found.judged(), now))
                        .until(deadline),
                List.copyOf(actions),
                false,
                settles(policy) ? Optional.empty() : Optional.of(LastAccount.givenUp(ours.size())));
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

    private static boolean acts(Policy policy) {
        return policy.transactions().orphans() == OrphanHandling.FENCE;
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

    /**
     * By last-state a job goes on under its id: unless it said itself how it started, it did so as
     * the first of its revisions.
     */
    private RevisionRecord origin(RevisionRecord last) {
        if (last.restore().confirmed()) {
            return last;
        }
        return ledger.history().revisions().stream()
                .filter(record -> record.jobId().equals(last.jobId()))
                .filter(record -> record.restore().mode() != Restore.Mode.LAST_STATE)
                .findFirst()
                .filter(record -> last.committed().isEmpty())
                .orElse(last);
    }

    /** Of the last revision that may have run: one whose job nobody saw may have had one. */
    private NewestSnapshot newest(StoredSnapshots stored) {
        return ledger.history().revisions().stream()
                .filter(record -> !NEVER_LAST.contains(record.outcome()))
                .reduce((older, newer) -> newer)
                .filter(last -> !last.jobId().isEmpty())
                .map(this::origin)
                .map((RevisionRecord first) -> NewestSnapshot.of(first, Optional.empty(), stored))
                .orElseGet(
                        () ->
                                new NewestSnapshot.Unknown(
                                        "the job of its last revision was never seen"));
    }
}
