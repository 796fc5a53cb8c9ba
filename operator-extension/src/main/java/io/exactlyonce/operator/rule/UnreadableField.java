package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * EO1004, of fields that other rules go by. The API server holds an object against upstream's CRD
 * only after mutating webhooks had it, and with files nobody does: a mode of another case would
 * pass for one that keeps state. Versions are judged by their form alone, newer ones may come.
 */
final class UnreadableField {
    private static final List<String> MODES = List.of("last-state", "savepoint", "stateless");
    private static final List<String> STATES = List.of("running", "suspended");

    private UnreadableField() {}

    /** Of what is set: what is absent is told by others. */
    static List<Violation> violations(Fields spec) {
        List<Violation> found = new ArrayList<>();
        check(
                spec,
                text -> FlinkVersion.parse(text).isKnown(),
                "a version such as v1_20 or v2_2",
                found,
                "flinkVersion");
        check(spec, MODES::contains, "savepoint or last-state", found, "job", "upgradeMode");
        check(spec, STATES::contains, "running or suspended", found, "job", "state");
        check(
                spec,
                text -> isPositive(spec),
                "a whole number from 1 on",
                found,
                "job",
                "parallelism");
        return List.copyOf(found);
    }

    /** With replicas of TaskManagers upstream takes 0, which typed clients write, as absent. */
    private static boolean isPositive(Fields spec) {
        int least = spec.has("taskManager", "replicas") ? 0 : 1;
        return spec.number("job", "parallelism")
                .filter(number -> number >= least && number <= Integer.MAX_VALUE)
                .isPresent();
    }

    private static void check(
            Fields spec,
            Predicate<String> isValid,
            String expected,
            List<Violation> found,
            String... path) {
        if (!spec.has(path)) {
            return;
        }
        Optional<String> text = spec.text(path);
        if (text.filter(isValid).isEmpty()) {
            found.add(
                    new Violation(
                            Code.VALUE_UNREADABLE,
                            "spec." + String.join(".", path),
                            text.map(Shown::of).orElse("a map or a list") + ", which is not valid",
                            "nobody can tell what the job would do with it, and upstream refuses"
                                    + " it",
                            "Write " + expected));
        }
    }
}
