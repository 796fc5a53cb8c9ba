package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.with;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;
import java.util.stream.Stream;

/** EO1410 of arguments. */
final class SettingsElsewhereCases {
    private SettingsElsewhereCases() {}

    static List<RuleCase> all() {
        return Stream.of(
                        "-Dparallelism.default=8",
                        "-D",
                        "-s",
                        "--fromSavepoint=s3://flink/other/savepoint-1-2",
                        "--from",
                        "-n",
                        "--allowNonRestoredState",
                        "-jid",
                        "-job-id",
                        "--job-classname",
                        "--configDir",
                        "--host",
                        "-node")
                .map(SettingsElsewhereCases::argument)
                .toList();
    }

    /** The same in native mode, or behind an argument that is the job's own. */
    private static RuleCase argument(String argument) {
        return new RuleCase(
                "the first argument is " + argument,
                Code.SETTINGS_ELSEWHERE,
                input(create(standalone(argument, "x", "--input", "orders"))),
                argument.equals("-D")
                        ? input(create(arguments(safe(), argument, "x")))
                        : input(create(standalone("--input", "orders", argument, "x"))));
    }

    private static FlinkDeployment standalone(String... arguments) {
        return arguments(with(safe(), "standalone", "spec", "mode"), arguments);
    }

    private static FlinkDeployment arguments(FlinkDeployment deployment, String... arguments) {
        return with(deployment, List.of(arguments), "spec", "job", "args");
    }
}
