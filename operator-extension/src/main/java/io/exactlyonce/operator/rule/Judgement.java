package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Violation;
import java.util.List;

/**
 * Violations, and what became of them.
 *
 * @param refused those nobody accepts; what is unreadable in acknowledgements is one of them
 * @param accepted those somebody takes responsibility for; they are let through and stay visible
 * @param warnings acknowledgements of the deployment that match nothing, one line each
 */
public record Judgement(List<Violation> refused, List<Violation> accepted, List<String> warnings) {
    /** Nothing to say. */
    public static final Judgement NONE = new Judgement(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Judgement {
        refused = List.copyOf(refused);
        accepted = List.copyOf(accepted);
        warnings = List.copyOf(warnings);
    }
}
