package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.simulation.engine.Failure;
import io.exactlyonce.operator.simulation.engine.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run: a world of its own, and a number of steps in it, each thrown by its own dice.
 *
 * @param planners that are tried
 * @param seed of the dice
 * @param steps how many
 * @param tally of what happens in it
 */
record Simulation(Planners planners, long seed, int steps, Tally tally) {

    /** What is tried. */
    record Planners(Admission admission, LedgerDecision ledger) {
        static final Planners REAL = new Planners(Admission.real(), LedgerDecision.real());
    }

    /** Runs; a failure is shrunk to the steps it takes. */
    Optional<Failure> run() {
        return Failure.smallest(steps, this::runWithout);
    }

    Optional<Failure> runWithout(Set<Integer> skipped) {
        World world = new World(planners.admission(), planners.ledger(), tally);
        List<String> trace = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            if (skipped.contains(step)) {
                continue;
            }
            world.beginStep(seed, step, trace);
            try {
                trace.add(step + " " + world.step());
            } catch (Requirement.Broken broken) {
                trace.add(step + " broke, last: " + world.doing());
                return Optional.of(new Failure(broken, trace));
            }
        }
        return Optional.empty();
    }
}
