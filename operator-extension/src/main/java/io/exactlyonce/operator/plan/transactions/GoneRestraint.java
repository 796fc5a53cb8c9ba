package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Brokers;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Silent;
import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.Transactions.OrphanHandling;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Heir;
import io.exactlyonce.operator.transaction.Standing;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import java.util.List;
import java.util.Optional;

/**
 * What keeps the controller from ending the transactions of a deployment that was deleted. What the
 * policy wants comes first: as long as it wants nothing ended, no obstacle has to be seen to.
 */
final class GoneRestraint {
    private GoneRestraint() {}

    /** The brokers do not tell what is open. */
    static Restraint inSilence(Policy policy, Optional<Brokers> brokers) {
        if (policy.conduct().deletionPolicy() != DeletionPolicy.SETTLE) {
            return unable(policy, "the deletionPolicy of the policy is not Settle");
        }
        return unable(
                policy,
                brokers.orElse(null) instanceof Silent silent
                        ? "what is open is not known (" + silent.why() + ")"
                        : "the brokers are still being asked what is open");
    }

    /** It is being found out whether the brokers are the job's. */
    static Restraint unseen(Optional<Policy> policy, String why) {
        return policy.map(it -> unable(it, why)).orElseGet(Restraint.NoPolicy::new);
    }

    static Restraint reading(Policy policy) {
        return unable(policy, "what its snapshots hold is still being read");
    }

    static Restraint notListed(Policy policy, StoredSnapshots.NotListed missing) {
        return unable(policy, "its snapshots could not be listed (" + missing.reason() + ")");
    }

    /** Somebody may still write. */
    static Restraint by(Policy policy, Heir heir) {
        return heir instanceof Heir.Unclear unclear ? unable(policy, unclear.why()) : free(policy);
    }

    /** One transaction that is in doubt keeps no other from being ended, unless all are. */
    static Restraint by(Policy policy, boolean isPendingKnown, List<Judged> judged) {
        boolean ends =
                isPendingKnown
                        || judged.stream()
                                .anyMatch(one -> one.standing().kind() == StandingKind.ORPHAN);
        return judged.stream()
                .map(Judged::standing)
                .filter(it -> !ends)
                .filter(Standing.Undecided.class::isInstance)
                .map(it -> unable(policy, ((Standing.Undecided) it).why()))
                .findFirst()
                .orElseGet(() -> free(policy));
    }

    private static Restraint unable(Policy policy, String why) {
        return free(policy) instanceof Restraint.None ? new Restraint.Unable(why) : free(policy);
    }

    private static Restraint free(Policy policy) {
        return policy.transactions().orphans() == OrphanHandling.FENCE
                ? new Restraint.None()
                : new Restraint.Report(false);
    }
}
