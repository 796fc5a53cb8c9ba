package io.exactlyonce.operator.plan.condition;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.plan.evidence.Whereabouts;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Optional;

/**
 * Whether the brokers that the policy names are those that the job writes to. Other names may well
 * lead to the same brokers. Proof of that is an id of the job itself: a coordinator knows an id
 * only if a producer of its own cluster has used it, and no mirror copies it. An id of an earlier
 * revision is none: that may have written elsewhere.
 */
public sealed interface BrokerSight {
    /** What follows the clause that they bear other names, as long as nothing more is known. */
    String UNPROVEN = "; whether they are the same is not known";

    /** They are, as far as is known. */
    record Same() implements BrokerSight {}

    /**
     * To be found out.
     *
     * @param question whose answer tells
     * @param why it has to be asked, as a clause
     */
    record Ask(Action.Question question, String why) implements BrokerSight {}

    /**
     * Nothing shows that they are, so what they say is not of this job.
     *
     * @param why as a clause
     */
    record Other(String why) implements BrokerSight {}

    /**
     * What is known of it.
     *
     * @param job where it writes to
     * @param policy whose brokers are asked; empty if none can be
     * @param ledger of the job
     * @param evidence what they said
     */
    static BrokerSight of(
            Whereabouts job, Optional<Policy> policy, Ledger ledger, TransactionEvidence evidence) {
        Optional<String> other = policy.flatMap(job::otherBrokers);
        if (other.isEmpty()) {
            return new Same();
        }
        if (!(evidence.of(ledger.care().policy()).orElse(null) instanceof Told told)) {
            return new Other(other.get() + UNPROVEN);
        }
        Optional<String> prefix = lastUsed(ledger);
        if (prefix.isEmpty()) {
            return new Other(other.get() + UNPROVEN);
        }
        if (told.open().stream().anyMatch(it -> it.prefix().format().equals(prefix.get()))) {
            return new Same();
        }
        List<TransactionDescription> known = evidence.samples().get(prefix.get());
        if (known == null) {
            return new Ask(
                    new Action.Sample(ledger.care().policy(), prefix.get()),
                    other.get() + UNPROVEN);
        }
        return known.isEmpty()
                ? new Other(other.get() + ", which know no transactional id of it")
                : new Same();
    }

    /** Of the last revision that had a job, and that upstream did not go back from. */
    private static Optional<String> lastUsed(Ledger ledger) {
        return ledger.history().revisions().stream()
                .filter(record -> !record.jobId().isEmpty() && !record.prefix().isEmpty())
                .filter(record -> record.outcome() != Outcome.ROLLED_BACK)
                .map(RevisionRecord::prefix)
                .reduce((older, newer) -> newer);
    }

    /** Why what the brokers say is not of the job, as a clause; empty if it is. */
    default Optional<String> obstacle() {
        if (this instanceof Ask ask) {
            return Optional.of(ask.why());
        }
        return this instanceof Other other ? Optional.of(other.why()) : Optional.empty();
    }

    default Optional<Action.Question> next() {
        return this instanceof Ask ask ? Optional.of(ask.question()) : Optional.empty();
    }
}
