package io.exactlyonce.operator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Functional core, imperative shell, as rules.
 *
 * @param root package of the operator; another one for the classes that prove the rules can fail
 * @param job package of the job
 * @param sandbox package of the sandbox
 */
record ArchitectureRules(String root, String job, String sandbox) {
    private static final String[] CORE = {
        "policy",
        "certificate",
        "deployment",
        "revision",
        "snapshot",
        "transaction",
        "ledger",
        "condition",
        "rule",
        "plan"
    };
    private static final String[] ADAPTERS = {"kubernetes", "kafka", "flink", "storage"};
    private static final String[] FRONT_ENDS = {"admission", "controller", "cli"};

    /** Everything the core may know besides itself. No client, no logger, no I/O is among it. */
    private static final String[] PURE = {
        "java.lang",
        "java.lang.annotation",
        "java.lang.invoke",
        "java.lang.runtime",
        "java.math",
        "java.nio.charset",
        "java.security",
        "java.text",
        "java.time..",
        "java.util",
        "java.util.function",
        "java.util.regex",
        "java.util.stream",
        "org.jspecify.annotations"
    };

    private static final Set<String> CLOCKS =
            Set.of(
                    "java.time.Clock",
                    "java.time.InstantSource",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.Timer");
    private static final Set<String> DICE =
            Set.of(
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.security.SecureRandom",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.util.random.RandomGenerator");
    private static final Set<String> WORLD =
            Set.of(
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.Runtime",
                    "java.lang.Thread",
                    "java.util.ServiceLoader",
                    "java.util.Scanner");

    ArchRule coreKnowsOnlyItselfAndThePureJdk() {
        String[] allowed =
                Stream.concat(Arrays.stream(in(CORE)), Arrays.stream(PURE)).toArray(String[]::new);
        return classes()
                .that()
                .resideInAnyPackage(in(CORE))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed))
                .because("a decision that calls a client or a library cannot be tested as a value");
    }

    ArchRule coreReadsNoClock() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(CORE))
                .should()
                .accessTargetWhere(describe("the target is a clock", ArchitectureRules::isClock))
                .because("time comes in as an argument, so that every moment can be tested");
    }

    ArchRule coreIsDeterministic() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(CORE))
                .should()
                .accessTargetWhere(describe("the target is random", ArchitectureRules::isRandom))
                .because("the same observation must give the same plan, in every replica");
    }

    ArchRule coreDoesNotLog() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(CORE))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "org.slf4j..",
                                        "org.apache.logging..",
                                        "java.util.logging..")
                                .or(named("java.lang.System$Logger")))
                .because("what there is to say is part of the plan, the shell says it");
    }

    ArchRule coreDoesNoInputOrOutput() {
        DescribedPredicate<JavaAccess<?>> world =
                describe("the target is outside the process", ArchitectureRules::isWorld);
        return noClasses()
                .that()
                .resideInAnyPackage(in(CORE))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "java.io..",
                                "java.net..",
                                "java.nio.channels..",
                                "java.nio.file..",
                                "javax.net.."))
                .orShould()
                .accessTargetWhere(world)
                .because("effects happen in the shell, through ports");
    }

    ArchRule coreNeverDependsOnTheShell() {
        return noClasses()
                .that()
                .resideInAnyPackage(in(CORE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("port", ADAPTERS, FRONT_ENDS))
                .because("the planner knows nothing of what is put before or behind it");
    }

    ArchRule adaptersNeverDependOnFrontEnds() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("port", ADAPTERS))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(FRONT_ENDS))
                .because("each front end can be taken away without touching an adapter");
    }

    ArchRule onlyTheEntryPointKnowsAdapters() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("port", FRONT_ENDS))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in(ADAPTERS))
                .because("front ends act through ports, which tests replace by fakes");
    }

    ArchRule nothingDependsOnTheEntryPoint() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".(*)..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root)
                .because("what wires everything may know everything only if nothing knows it");
    }

    ArchRule packagesFormNoCycle() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    ArchRule operatorNeverDependsOnJobOrSandbox() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(job + "..", sandbox + "..")
                .because("operator and job are released and upgraded apart");
    }

    /** Whether the core may know classes of this package. */
    boolean isPure(String packageName) {
        return Stream.concat(Arrays.stream(in(CORE)), Arrays.stream(PURE))
                .map(PackageMatcher::of)
                .anyMatch(matcher -> matcher.matches(packageName));
    }

    private static boolean isClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getFullName();
        String name = access.getTarget().getName();
        boolean now = owner.startsWith("java.time.") && name.equals("now");
        boolean system =
                owner.equals("java.lang.System")
                        && Set.of("currentTimeMillis", "nanoTime").contains(name);
        boolean zone = owner.startsWith("java.time.") && name.equals("systemDefault");
        return now || system || zone || CLOCKS.contains(owner);
    }

    private static boolean isRandom(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getFullName();
        String name = access.getTarget().getName();
        boolean math =
                Set.of("java.lang.Math", "java.lang.StrictMath").contains(owner)
                        && name.equals("random");
        boolean identity = owner.equals("java.lang.System") && name.equals("identityHashCode");
        return math
                || identity
                || Set.of("randomUUID", "shuffle").contains(name)
                || DICE.contains(owner);
    }

    private static boolean isWorld(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getFullName();
        Set<String> environment =
                Set.of("getenv", "getProperty", "getProperties", "in", "out", "err", "exit");
        boolean read =
                owner.equals("java.lang.System")
                        && environment.contains(access.getTarget().getName());
        return read || WORLD.contains(owner);
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return describe(name, type -> type.getFullName().equals(name));
    }

    private String[] in(String first, String[]... more) {
        return in(
                Stream.concat(Stream.of(first), Arrays.stream(more).flatMap(Arrays::stream))
                        .toArray(String[]::new));
    }

    private String[] in(String[] packages) {
        return Arrays.stream(packages).map(name -> root + "." + name + "..").toArray(String[]::new);
    }
}
