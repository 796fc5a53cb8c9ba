package io.exactlyonce.job;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
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

/** The rules hold for the job; and each of them reports the class that is made to break it. */
class ArchitectureTest {
    private static final Rules RULES =
            new Rules("io.exactlyonce.job", "io.exactlyonce.operator", "io.exactlyonce.sandbox");
    private static final Rules FIXTURE_RULES =
            new Rules("fixture.job", "fixture.operator", "fixture.sandbox");
    private static final JavaClasses JOB =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.exactlyonce.job");
    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages("fixture");

    /** Each rule, and the violations that it must find in the fixture, by class name. */
    static Stream<Arguments> rules() {
        return Stream.of(
                rule(Rules::jobNeverDependsOnOperatorOrSandbox, "operator.Operator", "Sandbox"),
                rule(Rules::packagesFormNoCycle, "lane.Lane", "pipeline.Pipeline"),
                rule(Rules::auditRunsWithoutFlink, "AuditKnowsFlink"),
                rule(Rules::auditsBooksAndReportKnowNoClient, "BooksKnowKafka"),
                rule(Rules::fileSinkDependsOnNothingElseOfOurs, "TwoPhaseKnowsLanes"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ruleHoldsForTheJob(Function<Rules, ArchRule> rule, List<String> unused) {
        rule.apply(RULES).allowEmptyShould(true).check(JOB);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ruleReportsWhatBreaksIt(Function<Rules, ArchRule> rule, List<String> violating) {
        String report = rule.apply(FIXTURE_RULES).evaluate(FIXTURE).getFailureReport().toString();

        assertThat(report).contains(violating);
    }

    @Test
    void classesOfTheJobAreImported() {
        assertThat(JOB)
                .extracting(type -> type.getPackageName())
                .contains("io.exactlyonce.job.lane", "io.exactlyonce.job.twophase");
    }

    private static Arguments rule(Function<Rules, ArchRule> rule, String... violating) {
        return Arguments.of(rule, List.of(violating));
    }

    /** The rules for a job with this root package. */
    private record Rules(String root, String operator, String sandbox) {
        ArchRule jobNeverDependsOnOperatorOrSandbox() {
            return noClasses()
                    .that()
                    .resideInAPackage(root + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(operator + "..", sandbox + "..")
                    .because("job and operator are released apart, and the sandbox never is");
        }

        ArchRule packagesFormNoCycle() {
            return slices().matching(root + ".(*)..").should().beFreeOfCycles();
        }

        ArchRule auditRunsWithoutFlink() {
            return noClasses()
                    .that()
                    .resideInAPackage(root + ".audit..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink..")
                    .because("the judge must not share code with what it judges");
        }

        ArchRule auditsBooksAndReportKnowNoClient() {
            return noClasses()
                    .that()
                    .resideInAnyPackage(root + ".audit.ledger..", root + ".audit.report..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "picocli..")
                    .because("what is judged must not depend on how it was read or is shown");
        }

        ArchRule fileSinkDependsOnNothingElseOfOurs() {
            String twophase = root + ".twophase..";
            return noClasses()
                    .that()
                    .resideInAPackage(twophase)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(root + "..").and(not(resideInAPackage(twophase))))
                    .because("it is an example to copy");
        }
    }
}
