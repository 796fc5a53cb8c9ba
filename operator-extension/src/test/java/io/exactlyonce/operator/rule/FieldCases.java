package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.with;

import io.exactlyonce.operator.condition.Code;
import java.util.List;

/** EO1004, of fields outside of flinkConfiguration. */
final class FieldCases {
    private FieldCases() {}

    static List<RuleCase> all() {
        return List.of(
                field("STATELESS", "last-state", "job", "upgradeMode"),
                field("Suspended", "suspended", "job", "state"),
                field(0, 1, "job", "parallelism"),
                field("two", 2, "job", "parallelism"),
                field(List.of(2), 2, "job", "parallelism"),
                field("2.2", "v3_0", "flinkVersion"));
    }

    private static RuleCase field(Object wrong, Object right, String... path) {
        return new RuleCase(
                "spec." + String.join(".", path) + " is " + wrong,
                Code.VALUE_UNREADABLE,
                judged(wrong, path),
                judged(right, path));
    }

    private static RuleInput judged(Object value, String... path) {
        String[] whole = new String[path.length + 1];
        whole[0] = "spec";
        System.arraycopy(path, 0, whole, 1, path.length);
        return input(create(with(safe(), value, whole)));
    }
}
