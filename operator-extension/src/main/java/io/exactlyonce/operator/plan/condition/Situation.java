package io.exactlyonce.operator.plan.condition;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.recovery.RecoveryDecision;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.rule.Acknowledgements;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known after the history was brought up to date; every condition is decided from it.
 *
 * @param deployment as it is
 * @param mark of the deployment; empty if it was written past us
 * @param deployed what upstream says it did
 * @param ledger with its new history, and the conditions before
 * @param running what its JobManager says; empty if it was not asked, or is another incarnation's
 * @param policy what became of looking for the policy; null without a label
 * @param assessment what the rules say
 * @param gaps in its protection, one sentence each
 * @param recovery what is to be done about a job that does not come up
 * @param now time of the look
 */
public record Situation(
        FlinkDeployment deployment,
        Optional<RevisionMark> mark,
        Deployed deployed,
        Ledger ledger,
        Optional<FlinkObservation> running,
        @Nullable PolicyLookup policy,
        Assessment assessment,
        List<String> gaps,
        RecoveryDecision recovery,
        Instant now) {
    private static final Set<Outcome> NEVER_RAN = Set.of(Outcome.SKIPPED, Outcome.PLANNED);

    /** The revision that upstream works with. */
    public Optional<RevisionRecord> current() {
        return deployed.revision().flatMap(ledger.history()::revision);
    }

    /** The running job, if its own configuration says that it is the revision upstream means. */
    public Optional<FlinkObservation> verified() {
        return running.filter(FlinkObservation::isRunning)
                .filter(job -> !job.revision().isEmpty())
                .filter(job -> job.revision().equals(deployed.revision()));
    }

    /** Whether upstream has deployed what the spec is. */
    boolean isUpToDate() {
        return mark.isPresent()
                && deployed.revision().equals(Optional.of(mark.get().revision()))
                && deployed.stage() != Deployed.Stage.UPGRADING;
    }

    /** Whether some revision before may have had state. */
    public boolean hadStateBefore(RevisionRecord record) {
        return !ledger.history().earlier().isEmpty()
                || ledger.history().revisions().stream()
                        .filter(other -> other.number() < record.number())
                        .anyMatch(other -> !NEVER_RAN.contains(other.outcome()));
    }

    /** Whether somebody takes responsibility for a start with empty state. */
    public boolean acceptsEmptyState() {
        return Acknowledgements.of(List.of(), deployment.annotation(Annotations.ACCEPT))
                .risks()
                .stream()
                .anyMatch(risk -> risk.code() == Code.STATELESS_UPGRADE);
    }
}
