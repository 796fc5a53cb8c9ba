package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import java.util.List;
import java.util.Optional;

public final class Acknowledgements {
    public static Acknowledgements of(List<AcknowledgedRisk> risks, Optional<String> annotation) {
        return new Acknowledgements();
    }

    public Judgement judge(List<Violation> v) {
        return new Judgement(v, List.of(), List.of());
    }
}
