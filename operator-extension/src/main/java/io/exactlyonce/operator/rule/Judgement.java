package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Violation;
import java.util.List;

public record Judgement(List<Violation> refused, List<Violation> accepted, List<String> warnings) {
    public static final Judgement NONE = new Judgement(List.of(), List.of(), List.of());
}
