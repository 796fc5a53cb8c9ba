package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.SpecChange;
import io.exactlyonce.operator.rule.Moment;
import io.exactlyonce.operator.rule.Proposal;
import java.util.List;

/**
 * What was wrong before a write, and what the write adds. A write that opens no revision is refused
 * only for what it adds: nobody must be kept from suspending an unsafe job, or from acknowledging
 * its risk.
 *
 * @param added violations the stored object does not have
 * @param before violations it has, and keeps
 */
record Sins(List<Violation> added, List<Violation> before) {

    static Sins of(AdmissionRequest request, List<Violation> violations, Terms terms) {
        if (violations.isEmpty()) {
            return new Sins(List.of(), List.of());
        }
        List<Violation> earlier =
                request.oldObject().map(stored -> asStored(stored, terms)).orElse(List.of());
        return new Sins(
                violations.stream().filter(violation -> !earlier.contains(violation)).toList(),
                violations.stream().filter(earlier::contains).toList());
    }

    private static List<Violation> asStored(FlinkDeployment stored, Terms terms) {
        return terms.check(new Proposal(Moment.OBSERVED, stored, null, SpecChange.NONE));
    }

    List<String> warnings() {
        return before.stream().map(violation -> "as before: " + violation.message()).toList();
    }
}
