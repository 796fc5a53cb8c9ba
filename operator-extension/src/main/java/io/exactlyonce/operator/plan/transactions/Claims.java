package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.transaction.Claim;
import io.exactlyonce.operator.transaction.Start;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may start from what, of all that may concern the transactions of one ledger. A start is read
 * with the storage of the policy that its deployment is under; under none that can be used, the
 * ledger's own has to do.
 *
 * @param ledger whose transactions are judged
 * @param evidence what was seen
 */
record Claims(Ledger ledger, TransactionEvidence evidence) {

    /** Of a deployment that is there: that its own start is gone tells nothing. */
    Set<Claim> ofStarts() {
        return ofStarts(true);
    }

    /** Of one that is gone: nobody starts from what is not there, not even itself. */
    Set<Claim> ofStartsWithoutOwn() {
        return ofStarts(false);
    }

    private Set<Claim> ofStarts(boolean ownMustBeThere) {
        Set<Claim> claims = new TreeSet<>();
        for (Start start : evidence.forks()) {
            boolean own = start.isOf(ledger.identity());
            claims.add(new Claim(address(start), start.deployment(), own && ownMustBeThere));
            SnapshotAddress here =
                    new SnapshotAddress(ledger.care().policy(), start.snapshot().path());
            if (isWithin(here)) {
                claims.add(new Claim(here, start.deployment(), own && ownMustBeThere));
            }
        }
        return claims;
    }

    /**
     * What lies where the ledger's own snapshots lie is looked for there too: a policy may have got
     * another endpoint since the deployment was started, with a bucket of the same name.
     */
    private boolean isWithin(SnapshotAddress snapshot) {
        return evidence.policies().get(snapshot.policy()) instanceof PolicyLookup.Found found
                && found.valid()
                        .filter(it -> it.checkpoints().storage().root().contains(snapshot.path()))
                        .isPresent();
    }

    /** Of the ledger's own storage. */
    Claim own(String path) {
        return Claim.own(new SnapshotAddress(ledger.care().policy(), path));
    }

    private SnapshotAddress address(Start start) {
        return isUsable(start.snapshot().policy())
                ? start.snapshot()
                : new SnapshotAddress(ledger.care().policy(), start.snapshot().path());
    }

    private boolean isUsable(String policy) {
        PolicyLookup lookup = evidence.policies().get(policy);
        return !policy.isEmpty()
                && (lookup == null
                        || lookup instanceof PolicyLookup.Found found && found.valid().isPresent());
    }

    /** What has to be read before a judgement is final. */
    static void ask(Collection<SnapshotAddress> unread, Collection<Action> actions) {
        for (SnapshotAddress snapshot : unread) {
            Action read = new Action.ReadSnapshot(snapshot.policy(), snapshot.path());
            if (!actions.contains(read)) {
                actions.add(read);
            }
        }
    }
}
