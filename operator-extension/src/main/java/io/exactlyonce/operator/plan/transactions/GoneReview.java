package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.Stalled;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.condition.BrokerSight;
import io.exactlyonce.operator.plan.evidence.NewestSnapshot;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Silent;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.plan.evidence.Whereabouts;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Claim;
import io.exactlyonce.operator.transaction.Heir;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.Sweep;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
public record GoneReview(Ledger ledger, TransactionEvidence evidence, Instant now) {
    /**
     * What follows.
     *
     * @param log of transactions
     * @param actions questions, or what is to be done
     * @param isOver whether nothing is open and nothing can be any more, or nobody can be asked
     * @param clean the condition TransactionsClean; empty as long as it is not known
     * @param restraint what keeps the controller from ending them
     */
    public record Result(
            TransactionLog log,
            List<Action> actions,
            boolean isOver,
            Optional<Verdict> clean,
            Restraint restraint) {}

    /** With the evidence that is of its job: what other brokers and stores say is not. */
    public Result result() {
        Optional<Policy> policy = policy();
        Whereabouts job = Whereabouts.of(ledger.care());
        BrokerSight sight = BrokerSight.of(job, policy, ledger, evidence);
        if (sight instanceof BrokerSight.Ask ask) {
            return open(List.of(ask.question()), GoneRestraint.unseen(policy, ask.why()));
        }
        TransactionEvidence seen =
                policy.flatMap(job::otherStore)
                        .map(
                                why ->
                                        evidence.withSnapshots(
                                                ledger.identity().incarnation(),
                                                new StoredSnapshots.NotListed(why)))
                        .orElse(evidence);
        seen =
                sight instanceof BrokerSight.Other other
                        ? seen.silent(
                                ledger.care().policy(),
                                new Silent(Reason.BROKERS_DIFFER, other.why()))
                        : seen;
        return new GoneReview(ledger, seen, now).judged(policy);
    }

    private Optional<Policy> policy() {
        return evidence.policies().get(ledger.care().policy()) instanceof PolicyLookup.Found found
                ? found.valid()
                : Optional.empty();
    }

    private Result judged(Optional<Policy> policy) {
        if (policy.isEmpty()
                || !(evidence.of(ledger.care().policy()).orElse(null) instanceof Told told)) {
            return new Result(
                    ledger.transactions().until(deadline().remembered()),
                    List.of(),
                    policy.isEmpty() && !deadline().isAhead(),
                    new LastAccount(ledger, evidence, now).before(),
                    policy.map(
                                    it ->
                                            GoneRestraint.inSilence(
                                                    it, evidence.of(ledger.care().policy())))
                            .orElseGet(Restraint.NoPolicy::new));
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

    /** Nothing is open: whatever was to be ended is, by us or, before we came, by the brokers. */
    private Result settled(Policy policy) {
        LastAccount account = new LastAccount(ledger, evidence, now);
        Optional<Verdict> known = account.before();
        if (known.isPresent() || !settles(policy)) {
            TransactionLog log = ledger.transactions();
            return over(
                    account.known(log, known.orElseGet(() -> LastAccount.clean(log))),
                    new Restraint.None());
        }
        StoredSnapshots stored = evidence.snapshots().get(ledger.identity().incarnation());
        if (stored == null) {
            return asking(policy);
        }
        if (stored instanceof StoredSnapshots.NotListed missing) {
            return open(List.of(), GoneRestraint.notListed(policy, missing));
        }
        return over(
                account.of(LastSnapshot.of(ledger, stored)),
                GoneRestraint.by(policy, heir(policy)));
    }

    private Result asking(Policy policy) {
        return open(List.of(new Action.ListSnapshots(ledger)), GoneRestraint.reading(policy));
    }

    private Result open(List<Action> questions, Restraint restraint) {
        TransactionLog log = ledger.transactions().until(deadline().remembered());
        return new Result(log, questions, false, Optional.empty(), restraint);
    }

    /**
     * Its snapshot may hold what another incarnation wrote: that is open, and not listed as its.
     */
    private Result over(LastAccount.Result found, Restraint restraint) {
        Endings ends = new Endings(found.log(), found.open(), evidence.described(), now);
        PendingOwners owners = new PendingOwners(ledger, evidence);
        List<Committable> ours = owners.ours(found.pending());
        Endings.Result endings =
                ends.with(List.of(), restraint instanceof Restraint.None ? ours : List.of());
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
                        .until(clean.isPresent() ? null : deadline().remembered()),
                List.copyOf(actions),
                clean.isPresent() && !isFresh(),
                clean,
                restraint);
    }

    private boolean isFresh() {
        return ledger.phase() instanceof Phase.Gone gone
                && now.isBefore(gone.since().plus(LastWriter.AFTERMATH));
    }

    private Result review(Policy policy, List<OpenTransaction> ours) {
        List<Action> actions = new ArrayList<>();
        Claims claims = new Claims(ledger, evidence);
        Set<Claim> restorable = claims.ofStartsWithoutOwn();
        Heir heir = heir(policy);
        List<Committable> pending = List.of();
        String snapshot = "";
        boolean isPendingKnown = !settles(policy);
        TransactionLog log = ledger.transactions();
        if (heir instanceof Heir.Nobody && settles(policy)) {
            StoredSnapshots stored = evidence.snapshots().get(ledger.identity().incarnation());
            if (stored == null) {
                return asking(policy);
            }
            NewestSnapshot newest = LastSnapshot.of(ledger, stored);
            if (newest instanceof NewestSnapshot.Certain certain) {
                snapshot = certain.path();
                restorable.add(claims.own(snapshot));
                PendingReview review =
                        new PendingReview(ledger.care().policy(), snapshot, evidence);
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
                policy,
                ours,
                log,
                new Found(sweep.judge(ours), snapshot, pending, isPendingKnown),
                actions);
    }

    /** What was found out. */
    private record Found(
            List<Judged> judged,
            String snapshot,
            List<Committable> pending,
            boolean isPendingKnown) {}

    private Result ended(
            Policy policy,
            List<OpenTransaction> ours,
            TransactionLog log,
            Found found,
            List<Action> actions) {
        List<OpenTransaction> orphans =
                found.judged().stream()
                        .filter(one -> one.standing().kind() == StandingKind.ORPHAN)
                        .map(Judged::transaction)
                        .toList();
        Restraint restraint =
                actions.isEmpty()
                        ? GoneRestraint.by(policy, found.isPendingKnown(), found.judged())
                        : GoneRestraint.reading(policy);
        boolean acts = actions.isEmpty() && !(restraint instanceof Restraint.Report);
        Endings ends = new Endings(log, ours, evidence.described(), now);
        Endings.Result endings =
                ends.with(
                        acts ? orphans : List.of(),
                        acts ? found.pending() : List.of(),
                        found.snapshot());
        ends.question(ledger.care().policy()).ifPresent(actions::add);
        actions.addAll(endings.deeds(ledger.care().policy()));
        CommitDeadline deadline =
                found.isPendingKnown()
                        ? deadline().of(ours, found.pending())
                        : deadline().remembered();
        return new Result(
                StallReview.ofGone(ledger, found.judged(), evidence, restraint, now)
                        .in(endings.log())
                        .listing(OpenGroups.of(found.judged(), now))
                        .until(deadline),
                List.copyOf(actions),
                false,
                settles(policy) ? Optional.empty() : Optional.of(LastAccount.givenUp(ours.size())),
                restraint);
    }

    private GoneDeadline deadline() {
        return new GoneDeadline(ledger.transactions(), now);
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
}
