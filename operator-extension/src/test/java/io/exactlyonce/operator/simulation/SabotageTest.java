package io.exactlyonce.operator.simulation;

import static io.exactlyonce.operator.simulation.Invariant.ADDS_ONLY_WHAT_IS_OURS;
import static io.exactlyonce.operator.simulation.Invariant.COMPLETE;
import static io.exactlyonce.operator.simulation.Invariant.IDEMPOTENT;
import static io.exactlyonce.operator.simulation.Invariant.INJECTED_CHANGES_WITH_REVISION_ONLY;
import static io.exactlyonce.operator.simulation.Invariant.NUMBER_BELONGS_TO_ONE_SPEC;
import static io.exactlyonce.operator.simulation.Invariant.PREFIX_BELONGS_TO_ONE_DEPLOYMENT;
import static io.exactlyonce.operator.simulation.Invariant.PREFIX_BELONGS_TO_ONE_REVISION;
import static io.exactlyonce.operator.simulation.Invariant.USER_VALUE_STAYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.simulation.engine.Failure;
import io.exactlyonce.operator.simulation.engine.Requirement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A planner with one fault of each kind: the simulation has to find it. */
class SabotageTest {
    private static final int ENOUGH_SEEDS = 300;
    private static final String REVISION = "exactly-once.revision";
    private static final String PREFIX = "exactly-once.sink.transactional-id-prefix";

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(PREFIX_BELONGS_TO_ONE_DEPLOYMENT, SabotageTest::sharesPrefixes),
                fault(PREFIX_BELONGS_TO_ONE_REVISION, SabotageTest::keepsThePrefix),
                fault(NUMBER_BELONGS_TO_ONE_SPEC, SabotageTest::keepsTheNumber),
                fault(INJECTED_CHANGES_WITH_REVISION_ONLY, SabotageTest::changesWhatItKeeps),
                fault(USER_VALUE_STAYS, SabotageTest::changesTheImage),
                fault(ADDS_ONLY_WHAT_IS_OURS, SabotageTest::addsALabel),
                fault(IDEMPOTENT, SabotageTest::countsItsCalls),
                fault(COMPLETE, SabotageTest::forgetsTheRollback));
    }

    private static Arguments fault(
            Invariant invariant,
            BiFunction<AdmissionRequest, AdmissionPlan.Admit, AdmissionPlan.Admit> sabotage) {
        Admission real = Admission.real();
        Admission sabotaged =
                (request, policy, surroundings) ->
                        spoilt(real.plan(request, policy, surroundings), request, sabotage);
        return Arguments.of(invariant, sabotaged);
    }

    private static AdmissionPlan spoilt(
            AdmissionPlan plan,
            AdmissionRequest request,
            BiFunction<AdmissionRequest, AdmissionPlan.Admit, AdmissionPlan.Admit> sabotage) {
        return plan instanceof AdmissionPlan.Admit admit ? sabotage.apply(request, admit) : plan;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyInvariantCanFail(Invariant invariant, Admission sabotaged) {
        Set<Requirement> broken = new HashSet<>();

        for (long seed = 1; seed <= ENOUGH_SEEDS && !broken.contains(invariant); seed++) {
            new Simulation(
                            new Simulation.Planners(sabotaged, LedgerDecision.real()),
                            seed,
                            30,
                            new Tally())
                    .runWithout(Set.of())
                    .ifPresent(failure -> broken.add(failure.requirement()));
        }

        assertThat(broken).contains(invariant);
    }

    @Test
    void failureIsShrunkToTheStepsItTakes() {
        Admission real = Admission.real();
        Admission sabotaged =
                (request, policy, surroundings) ->
                        spoilt(
                                real.plan(request, policy, surroundings),
                                request,
                                SabotageTest::changesTheImage);

        Failure failure =
                new Simulation(
                                new Simulation.Planners(sabotaged, LedgerDecision.real()),
                                5,
                                30,
                                new Tally())
                        .run()
                        .orElseThrow();

        assertThat(failure.requirement()).isEqualTo(USER_VALUE_STAYS);
        assertThat(failure.trace()).hasSize(1);
    }

    private static AdmissionPlan.Admit sharesPrefixes(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        return with(admit, PREFIX, "eo1.payments.all.aaaaaaaa.r000001.");
    }

    private static AdmissionPlan.Admit keepsThePrefix(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        String prefix = admit.mark().injected().value(PREFIX).orElse("");
        return with(admit, PREFIX, prefix.replaceAll("r[0-9]{6}", "r000001"));
    }

    private static AdmissionPlan.Admit keepsTheNumber(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        AdmissionPlan.Admit first = with(keepsThePrefix(request, admit), REVISION, "1");
        return with(
                first, new RevisionMark(first.mark().incarnation(), 1, 1, first.mark().injected()));
    }

    private static AdmissionPlan.Admit changesWhatItKeeps(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        String key = "kubernetes.operator.savepoint.format.type";
        return request.oldObject().isPresent() ? with(admit, key, "CANONICAL") : admit;
    }

    private static AdmissionPlan.Admit changesTheImage(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        return with(admit, admit.object().with("shop:0", "spec", "image"));
    }

    private static AdmissionPlan.Admit addsALabel(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        return with(admit, admit.object().with("yes", "metadata", "labels", "seen"));
    }

    private static final AtomicInteger CALLS = new AtomicInteger();

    private static AdmissionPlan.Admit countsItsCalls(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        return with(
                admit,
                admit.object()
                        .with(
                                "call-" + CALLS.incrementAndGet(),
                                RevisionMark.path(Annotations.DEPLOYED)));
    }

    private static AdmissionPlan.Admit forgetsTheRollback(
            AdmissionRequest request, AdmissionPlan.Admit admit) {
        String key = "kubernetes.operator.deployment.rollback.enabled";
        return with(admit, admit.object().without("spec", "flinkConfiguration", key));
    }

    /** Another value of something that was injected, in the spec and in the record. */
    private static AdmissionPlan.Admit with(AdmissionPlan.Admit admit, String key, String value) {
        if (admit.mark().injected().value(key).isEmpty()) {
            return admit;
        }
        Map<String, String> entries = new TreeMap<>(admit.mark().injected().entries());
        entries.put(key, value);
        AdmissionPlan.Admit changed = with(admit, admit.mark().with(InjectedBlock.of(entries)));
        return with(changed, changed.object().with(value, "spec", "flinkConfiguration", key));
    }

    private static AdmissionPlan.Admit with(AdmissionPlan.Admit admit, RevisionMark mark) {
        return new AdmissionPlan.Admit(
                mark.writeTo(admit.object()),
                mark,
                admit.added(),
                admit.accepted(),
                admit.warnings());
    }

    private static AdmissionPlan.Admit with(AdmissionPlan.Admit admit, Fields object) {
        return new AdmissionPlan.Admit(
                object, admit.mark(), admit.added(), admit.accepted(), admit.warnings());
    }
}
