package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.with;

import io.exactlyonce.operator.condition.Code;
import java.util.List;
import java.util.Map;

/** EO1004, as far as a whole object is written as something else. */
final class ShapeCases {
    private ShapeCases() {}

    static List<RuleCase> all() {
        return List.of(
                shape(
                        "a block of text as the configuration",
                        "execution.checkpointing.mode: AT_LEAST_ONCE\n",
                        "flinkConfiguration"),
                shape(
                        "a list as the configuration",
                        List.of(Map.of("name", "execution.checkpointing.mode")),
                        "flinkConfiguration"),
                shape("a word as the job", "orders", "job"),
                shape("a number as the TaskManager", 3, "taskManager"));
    }

    private static RuleCase shape(String name, Object value, String field) {
        return new RuleCase(
                name,
                Code.VALUE_UNREADABLE,
                input(create(with(safe(), value, "spec", field))),
                input(create(safe())));
    }
}
