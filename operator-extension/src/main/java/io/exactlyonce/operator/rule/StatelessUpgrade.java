package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.util.List;
import java.util.Optional;

/**
 * EO1201. H5: {@code upgradeMode: stateless} cancels the job and starts with empty state, at a
 * resume as well. It is refused wherever it stands: the write that sets it is harmless, the next
 * one is not.
 */
final class StatelessUpgrade implements Rule {

    @Override
    public Code code() {
        return Code.STATELESS_UPGRADE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        Optional<String> mode = input.proposal().after().spec().text("job", "upgradeMode");
        // Absent is stateless to upstream; admission adds savepoint before rules look.
        if (!mode.orElse("stateless").equals("stateless")) {
            return List.of();
        }
        return List.of(
                new Violation(
                        code(),
                        "spec.job.upgradeMode",
                        mode.orElse("not set, which means stateless"),
                        "at the next change or resume the job forgets what it has read and what it"
                                + " still has to commit, so records are lost or come twice",
                        "Set it to savepoint, or remove it: then savepoint is added"));
    }
}
