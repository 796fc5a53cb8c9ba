package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.revision.InjectedBlock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the rules and the admission planner say of a deployment as it stands in the cluster.
 *
 * @param violations that nobody acknowledged
 * @param outdated violations that are none of the deployment: the policy has changed since we added
 *     the values, and the next revision gets others. The job runs on as it was started
 * @param accepted violations that were acknowledged; they stay visible
 * @param wouldInject what the policy would have us inject today, for the revision as it is; null if
 *     it cannot be told
 * @param completion what admission would make of an unmarked, suspended deployment (webhook off);
 *     null unless it is one
 */
public record Assessment(
        List<Violation> violations,
        List<Violation> outdated,
        List<Violation> accepted,
        @Nullable InjectedBlock wouldInject,
        @Nullable AdmissionPlan completion) {
    /** Nothing is wrong and nothing would change. */
    public static final Assessment CLEAN = new Assessment(List.of(), List.of(), null, null);

    /** With nothing that an edit of the policy has outdated. */
    public Assessment(
            List<Violation> violations,
            List<Violation> accepted,
            @Nullable InjectedBlock wouldInject,
            @Nullable AdmissionPlan completion) {
        this(violations, List.of(), accepted, wouldInject, completion);
    }

    /** Copies the lists. */
    public Assessment {
        violations = List.copyOf(violations);
        outdated = List.copyOf(outdated);
        accepted = List.copyOf(accepted);
    }

    /** What would be injected today; empty if it cannot be told. */
    public Optional<InjectedBlock> injectedToday() {
        return Optional.ofNullable(wouldInject);
    }

    /** What admission would make of an unmarked, suspended deployment. */
    public Optional<AdmissionPlan> completionPlan() {
        return Optional.ofNullable(completion);
    }
}
