package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.with;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;
import java.util.Map;

/** EO1004, as far as it is about how something is written, not about what its option takes. */
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
                shape("a number as the TaskManager", 3, "taskManager"),
                key("execution.checkpointing.mode "),
                key("x: y\nexecution.checkpointing.mode"),
                key("execution.checkpointing.mode: AT_LEAST_ONCE #"),
                value("rest.flamegraph.enabled", "true\nexecution.checkpointing.mode: none"),
                value("exactly-once.source.group-id", "orders # for now"));
    }

    private static RuleCase key(String key) {
        return new RuleCase(
                "a key that is " + key.replace('\n', '|'),
                Code.VALUE_UNREADABLE,
                input(create(configured(safe(), key, "AT_LEAST_ONCE"))),
                input(create(configured(safe(), "execution.checkpointing.mode", "EXACTLY_ONCE"))));
    }

    /** Flink 2 reads a YAML file, in which it is one value. */
    private static RuleCase value(String key, String value) {
        FlinkDeployment old = with(safe(), "v1_20", "spec", "flinkVersion");
        return new RuleCase(
                "a value that Flink 1.20 does not read as one, " + value.replace('\n', '|'),
                Code.VALUE_UNREADABLE,
                input(create(configured(old, key, value))),
                input(create(configured(safe(), key, value))));
    }

    private static RuleCase shape(String name, Object value, String field) {
        return new RuleCase(
                name,
                Code.VALUE_UNREADABLE,
                input(create(with(safe(), value, "spec", field))),
                input(create(safe())));
    }
}
