package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.safe;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * One rule, violated and, as near to that as can be, satisfied.
 *
 * @param name what is wrong, unique among the cases of its code
 * @param code of the one rule that is violated
 * @param violated input that violates it and nothing else
 * @param satisfied input that violates nothing
 */
record RuleCase(String name, Code code, RuleInput violated, RuleInput satisfied) {

    static List<RuleCase> all() {
        return Stream.of(
                        CheckpointCases.all(),
                        StorageCases.all(),
                        UpgradeCases.all(),
                        ParallelismCases.all(),
                        IdentityCases.all(),
                        HighAvailabilityCases.all(),
                        SettingsElsewhereCases.all(),
                        values(),
                        ShapeCases.all(),
                        FieldCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Keys whose value decides, in a write that creates the deployment. */
    private static List<RuleCase> values() {
        try (InputStream file = RuleCase.class.getResourceAsStream("/rules/values.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> value(line.split(" \\| ")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuleCase value(String... columns) {
        String key = columns[1];
        return new RuleCase(
                key + " is " + columns[2],
                Code.of(columns[0]).orElseThrow(),
                input(create(configured(safe(), key, columns[2]))),
                input(
                        create(
                                columns[3].equals("-")
                                        ? safe()
                                        : configured(safe(), key, columns[3]))));
    }

    List<Violation> violations() {
        return Rules.check(violated);
    }

    @Override
    public String toString() {
        return code.id() + " " + name;
    }
}
