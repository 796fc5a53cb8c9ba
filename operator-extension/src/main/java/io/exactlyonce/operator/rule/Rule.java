package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.util.List;

/** One thing that must hold. Pure: everything it may look at is in the input. */
public interface Rule {
    Code code();

    /** Every violation, each with this rule's code; empty if the rule holds or does not apply. */
    List<Violation> check(RuleInput input);
}
