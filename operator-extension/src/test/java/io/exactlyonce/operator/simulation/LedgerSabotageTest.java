package io.exactlyonce.operator.simulation;

import static io.exactlyonce.operator.simulation.Invariant.LEDGER_CLAIMS_WHAT_IS_TRUE;
import static io.exactlyonce.operator.simulation.Invariant.LEDGER_HOLDS_EVERY_PREFIX;
import static io.exactlyonce.operator.simulation.Invariant.LEDGER_IS_STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.simulation.engine.Requirement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A ledger's planner with one fault of each kind: the simulation has to find it. */
class LedgerSabotageTest {
    private static final int ENOUGH_SEEDS = 300;

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(LEDGER_CLAIMS_WHAT_IS_TRUE, LedgerSabotageTest::takesPlannedForLive),
                fault(LEDGER_CLAIMS_WHAT_IS_TRUE, LedgerSabotageTest::takesPlannedForSkipped),
                fault(LEDGER_CLAIMS_WHAT_IS_TRUE, LedgerSabotageTest::guessesTheParallelism),
                fault(LEDGER_HOLDS_EVERY_PREFIX, LedgerSabotageTest::keepsTheNewestOnly),
                fault(LEDGER_IS_STABLE, LedgerSabotageTest::tellsEveryTime));
    }

    private static Arguments fault(
            Invariant invariant, BiFunction<LedgerObservation, LedgerPlan, LedgerPlan> sabotage) {
        LedgerDecision real = LedgerDecision.real();
        LedgerDecision sabotaged =
                observation -> sabotage.apply(observation, real.plan(observation));
        return Arguments.of(invariant, sabotaged);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyInvariantCanFail(Invariant invariant, LedgerDecision sabotaged) {
        Simulation.Planners planners = new Simulation.Planners(Admission.real(), sabotaged);
        Set<Requirement> broken = new HashSet<>();

        for (long seed = 1; seed <= ENOUGH_SEEDS && !broken.contains(invariant); seed++) {
            new Simulation(planners, seed, 30, new Tally())
                    .runWithout(Set.of())
                    .ifPresent(failure -> broken.add(failure.requirement()));
        }

        assertThat(broken).contains(invariant);
    }

    private static LedgerPlan takesPlannedForLive(LedgerObservation observation, LedgerPlan plan) {
        return with(plan, record -> replaced(record, Outcome.PLANNED, Outcome.LIVE, observation));
    }

    private static LedgerPlan takesPlannedForSkipped(
            LedgerObservation observation, LedgerPlan plan) {
        return with(
                plan, record -> replaced(record, Outcome.UNKNOWN, Outcome.SKIPPED, observation));
    }

    private static RevisionRecord replaced(
            RevisionRecord record, Outcome from, Outcome to, LedgerObservation observation) {
        return record.outcome() == from ? record.reaching(to, observation.now()) : record;
    }

    private static LedgerPlan guessesTheParallelism(
            LedgerObservation observation, LedgerPlan plan) {
        return with(
                plan,
                record ->
                        record.parallelism() == 0
                                ? record.shaped(7, record.flinkVersion())
                                : record);
    }

    private static LedgerPlan keepsTheNewestOnly(LedgerObservation observation, LedgerPlan plan) {
        return plan.ledger()
                .filter(ledger -> ledger.history().revisions().size() > 1)
                .map(ledger -> with(plan, ledger.with(newest(ledger.history()))))
                .orElse(plan);
    }

    private static History newest(History history) {
        List<RevisionRecord> all = history.revisions();
        return new History(List.of(all.get(all.size() - 1)), List.of());
    }

    private static LedgerPlan tellsEveryTime(LedgerObservation observation, LedgerPlan plan) {
        return new LedgerPlan(
                plan.next(),
                List.of(new EventNote(false, Reason.RUNNING, "It runs.")),
                plan.actions(),
                plan.requeue());
    }

    private static LedgerPlan with(LedgerPlan plan, UnaryOperator<RevisionRecord> change) {
        return plan.ledger()
                .map(ledger -> with(plan, ledger.with(ledger.history().map(change))))
                .orElse(plan);
    }

    private static LedgerPlan with(LedgerPlan plan, Ledger ledger) {
        return new LedgerPlan(ledger, plan.events(), plan.actions(), plan.requeue());
    }
}
