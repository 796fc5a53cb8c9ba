package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.PREFIX;
import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.neighbour;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.unconfigured;
import static io.exactlyonce.operator.rule.Deployments.with;
import static io.exactlyonce.operator.rule.Deployments.without;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** EO13xx to EO15xx: names, prefixes, keys and brokers. */
final class IdentityCases {
    private IdentityCases() {}

    static List<RuleCase> all() {
        return List.of(
                nameTaken(),
                new RuleCase(
                        "another job's prefix starts with this one",
                        Code.PREFIX_CLASH,
                        input(create(safe()), neighbour("", PREFIX + "x.")),
                        input(
                                create(safe()),
                                neighbour("", "eo1.payments.orders.abcdefgh.r000003."))),
                new RuleCase(
                        "a session cluster",
                        Code.SESSION_CLUSTER,
                        input(create(without(safe(), "spec", "job"))),
                        input(create(safe()))),
                new RuleCase(
                        "a name that the server makes",
                        Code.GENERATED_NAME,
                        input(create(generated())),
                        input(create(safe()))),
                blueGreen(),
                nested(),
                olderName(),
                new RuleCase(
                        "a name with a dot",
                        Code.NAME_UNFIT,
                        input(create(with(safe(), "orders.v2", "metadata", "name"))),
                        input(create(with(safe(), "orders-v2", "metadata", "name")))));
    }

    private static RuleCase nameTaken() {
        return new RuleCase(
                "a Deployment of somebody else",
                Code.NAME_TAKEN,
                input(create(safe()), new Surroundings(List.of(), true, Map.of(), Set.of())),
                input(create(safe())));
    }

    private static FlinkDeployment generated() {
        return with(without(safe(), "metadata", "name"), "orders-", "metadata", "generateName");
    }

    private static RuleCase blueGreen() {
        return new RuleCase(
                "the child of a blue/green deployment",
                Code.BLUE_GREEN_CHILD,
                input(create(owned("FlinkBlueGreenDeployment"))),
                input(create(owned("Application"))));
    }

    private static FlinkDeployment owned(String kind) {
        return with(
                safe(),
                List.of(Map.of("kind", kind, "name", "orders-bg")),
                "metadata",
                "ownerReferences");
    }

    private static RuleCase nested() {
        return new RuleCase(
                "one key in two forms",
                Code.KEY_SET_TWICE,
                input(
                        create(
                                with(
                                        safe(),
                                        "1 min",
                                        "spec",
                                        "flinkConfiguration",
                                        "execution",
                                        "checkpointing",
                                        "interval"))),
                input(
                        create(
                                with(
                                        unconfigured(safe(), "execution.checkpointing.interval"),
                                        "1 min",
                                        "spec",
                                        "flinkConfiguration",
                                        "execution",
                                        "checkpointing",
                                        "interval"))));
    }

    private static RuleCase olderName() {
        FlinkDeployment old =
                configured(
                        unconfigured(safe(), "high-availability.type"),
                        "high-availability",
                        "kubernetes");
        return new RuleCase(
                "an older name that starts other keys",
                Code.KEY_IS_PREFIX,
                input(create(old)),
                input(create(with(old, "v1_20", "spec", "flinkVersion"))));
    }
}
