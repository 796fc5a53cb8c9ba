package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.RECONCILING;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.policy.PolicyViolation;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reconciling and Stalled, as kstatus (Flux, Argo CD) understands them: true is the abnormal, and
 * never both.
 *
 * @param situation that is judged
 * @param ready what was decided for Ready
 */
public record ProgressDecider(Situation situation, Verdict ready) {
    private static final Set<Reason> STUCK =
            Set.of(
                    Reason.UNPROTECTED,
                    Reason.SAVEPOINT_IMPOSSIBLE,
                    Reason.SAVEPOINT_FAILED,
                    Reason.ROLLED_BACK,
                    Reason.FAILED);
    private static final Set<Reason> UNDER_WAY =
            Set.of(
                    Reason.PLANNED,
                    Reason.DEPLOYING,
                    Reason.NOT_RUNNING,
                    Reason.RECOVERING,
                    Reason.OTHER_REVISION_LIVE,
                    Reason.WAITING_FOR_FIRST_CHECKPOINT);

    public Verdict stalled() {
        if (STUCK.contains(ready.reason())) {
            return Verdict.yes(STALLED, ready.reason(), ready.message());
        }
        return policy().orElseGet(
                        () ->
                                Verdict.no(
                                        STALLED,
                                        Reason.AS_INTENDED,
                                        Reason.AS_INTENDED.title() + "."));
    }

    public Verdict reconciling() {
        boolean stalled = stalled().status() == ConditionStatus.TRUE;
        if (!stalled && situation.deployment().isBeingDeleted()) {
            return Verdict.yes(RECONCILING, Reason.DELETING, Reason.DELETING.title() + ".");
        }
        return !stalled && UNDER_WAY.contains(ready.reason())
                ? Verdict.yes(RECONCILING, ready.reason(), ready.message())
                : Verdict.no(RECONCILING, Reason.AS_INTENDED, Reason.AS_INTENDED.title() + ".");
    }

    private Optional<Verdict> policy() {
        if (situation.policy() instanceof PolicyLookup.Missing missing) {
            return Optional.of(
                    Verdict.yes(
                            STALLED,
                            Reason.POLICY_MISSING,
                            "Policy "
                                    + missing.name()
                                    + " does not exist in the namespace: the job runs on, but no"
                                    + " rule can be checked. Create it, or correct the label."));
        }
        if (situation.policy() instanceof PolicyLookup.Found found
                && found.reading() instanceof PolicyReading.Invalid invalid) {
            return Optional.of(
                    Verdict.yes(
                            STALLED,
                            Reason.POLICY_INVALID,
                            "Policy "
                                    + found.name()
                                    + " cannot be used: "
                                    + invalid.violations().stream()
                                            .map(PolicyViolation::message)
                                            .collect(Collectors.joining(" "))));
        }
        return Optional.empty();
    }
}
