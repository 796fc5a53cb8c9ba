package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Violation;
import java.util.List;

public final class Rules {
    private Rules() {}

    public static List<Violation> check(RuleInput input) {
        return List.of();
    }
}
