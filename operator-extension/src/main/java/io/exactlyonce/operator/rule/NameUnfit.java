package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.List;

/** EO1408. H8: names that could hold the terminator make one prefix the start of another. */
final class NameUnfit implements Rule {

    @Override
    public Code code() {
        return Code.NAME_UNFIT;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        String name = input.proposal().after().name();
        if (name.isEmpty()) {
            return List.of(); // Told by GeneratedName.
        }
        String stem = input.policy().transactions().idStem();
        return TransactionalIdPrefix.violations(stem, input.proposal().after().namespace(), name, 1)
                .stream()
                .map(
                        unfit ->
                                new Violation(
                                        code(),
                                        unfit.field(),
                                        Shown.of(unfit.observed()),
                                        unfit.reason(),
                                        unfit.fix()))
                .toList();
    }
}
