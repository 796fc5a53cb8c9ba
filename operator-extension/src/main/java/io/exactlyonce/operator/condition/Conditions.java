package io.exactlyonce.operator.condition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of one resource, at most one of each type, in the order of the types.
 *
 * @param all of them
 */
public record Conditions(List<Condition> all) {
    /** None yet. */
    public static final Conditions NONE = new Conditions(List.of());

    /** Longest message the API server takes. */
    static final int MAX_MESSAGE = 32_768;

    /** Copies and sorts. */
    public Conditions {
        all = all.stream().sorted(Comparator.comparing(Condition::type)).toList();
    }

    public Optional<Condition> of(ConditionType type) {
        return all.stream().filter(condition -> condition.type() == type).findFirst();
    }

    /** Whether a condition is there with this status and reason. */
    public boolean has(ConditionType type, ConditionStatus status, Reason reason) {
        return of(type).filter(condition -> condition.is(status, reason)).isPresent();
    }

    /**
     * The conditions after these verdicts: a type without a verdict is gone; a status that did not
     * change keeps its time, whatever became of reason and message.
     *
     * @param generation of the FlinkDeployment the verdicts were made for
     */
    public Conditions next(List<Verdict> verdicts, long generation, Instant now) {
        return new Conditions(
                verdicts.stream().map(verdict -> next(verdict, generation, now)).toList());
    }

    private Condition next(Verdict verdict, long generation, Instant now) {
        Instant since =
                of(verdict.type())
                        .filter(old -> old.status() == verdict.status())
                        .map(Condition::lastTransitionTime)
                        .orElse(now.truncatedTo(ChronoUnit.SECONDS));
        String message = verdict.message();
        if (message.length() > MAX_MESSAGE) {
            message = message.substring(0, MAX_MESSAGE - 1) + "…";
        }
        return new Condition(
                verdict.type(),
                verdict.status(),
                verdict.reason().text(),
                message,
                generation,
                since);
    }
}
