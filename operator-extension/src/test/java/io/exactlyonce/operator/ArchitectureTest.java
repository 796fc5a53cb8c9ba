package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules hold for the operator; and each of them reports the class that is made to break it. */
class ArchitectureTest {
    private static final ArchitectureRules RULES =
            new ArchitectureRules(
                    "io.exactlyonce.operator", "io.exactlyonce.job", "io.exactlyonce.sandbox");
    private static final ArchitectureRules FIXTURE_RULES =
            new ArchitectureRules("fixture.operator", "fixture.job", "fixture.sandbox");
    private static final JavaClasses OPERATOR =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.exactlyonce.operator");
    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages("fixture");

    /** Each rule, and the violations that it must find in the fixture, by class name. */
    static Stream<Arguments> rules() {
        return Stream.of(
                rule(
                        ArchitectureRules::coreKnowsOnlyItselfAndThePureJdk,
                        "PlanUsesThirdParty",
                        "PlanTouchesTheWorld",
                        "PlanCallsPort"),
                rule(ArchitectureRules::coreReadsNoClock, "PlanReadsClock"),
                rule(ArchitectureRules::coreIsDeterministic, "PlanRollsDice"),
                rule(ArchitectureRules::coreDoesNotLog, "PlanLogs"),
                rule(ArchitectureRules::coreDoesNoInputOrOutput, "PlanTouchesTheWorld"),
                rule(ArchitectureRules::coreNeverDependsOnTheShell, "PlanCallsPort"),
                rule(ArchitectureRules::adaptersNeverDependOnFrontEnds, "kafka.Adapter"),
                rule(ArchitectureRules::onlyTheEntryPointKnowsAdapters, "controller.Reconciler"),
                rule(ArchitectureRules::nothingDependsOnTheEntryPoint, "cli.Command"),
                rule(ArchitectureRules::packagesFormNoCycle, "ledger.Ledger", "revision.Revision"),
                rule(ArchitectureRules::operatorNeverDependsOnJobOrSandbox, "job.Job", "Sandbox"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ruleHoldsForTheOperator(Function<ArchitectureRules, ArchRule> rule, List<String> unused) {
        // The shell is still empty but for its package descriptions.
        rule.apply(RULES).allowEmptyShould(true).check(OPERATOR);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ruleReportsWhatBreaksIt(
            Function<ArchitectureRules, ArchRule> rule, List<String> violating) {
        String report = rule.apply(FIXTURE_RULES).evaluate(FIXTURE).getFailureReport().toString();

        assertThat(report).contains(violating).doesNotContain("PureRule");
    }

    @Test
    void clockIsSeenInCallsAndInMethodReferences() {
        assertThat(FIXTURE_RULES.coreReadsNoClock().evaluate(FIXTURE).getFailureReport().toString())
                .contains("System.currentTimeMillis()", "Instant.now()");
    }

    @Test
    void everyPackageOfTheOperatorIsImported() {
        assertThat(OPERATOR)
                .extracting(type -> type.getPackageName())
                .contains(
                        "io.exactlyonce.operator.plan",
                        "io.exactlyonce.operator.revision",
                        "io.exactlyonce.operator.rule",
                        "io.exactlyonce.operator.port",
                        "io.exactlyonce.operator.controller");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.fabric8.kubernetes.client",
                "io.javaoperatorsdk.operator.api.reconciler",
                "org.apache.kafka.clients.admin",
                "org.apache.flink.client.program.rest",
                "org.slf4j",
                "java.util.concurrent",
                "java.net.http",
                "java.nio.file"
            })
    void noClientIsPure(String packageName) {
        assertThat(RULES.isPure(packageName)).isFalse();
    }

    private static Arguments rule(Function<ArchitectureRules, ArchRule> rule, String... violating) {
        return Arguments.of(rule, List.of(violating));
    }
}
