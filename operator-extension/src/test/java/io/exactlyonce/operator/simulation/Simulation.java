package io.exactlyonce.operator.simulation;

import java.util.ArrayList;
import java.util.HashSet;
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

    /** What broke, and every step up to there. */
    record Failure(Invariant.Broken broken, List<String> trace) {}

    /** Runs; a failure is shrunk to the steps it takes. */
    Optional<Failure> run() {
        Optional<Failure> failure = runWithout(Set.of());
        if (failure.isEmpty()) {
            return failure;
        }
        Failure smallest = failure.get();
        Set<Integer> needless = new HashSet<>();
        for (int step = 0; step < steps; step++) {
            needless.add(step);
            Optional<Failure> again = runWithout(needless);
            if (again.isPresent()
                    && again.get().broken().invariant() == smallest.broken().invariant()) {
                smallest = again.get();
            } else {
                needless.remove(step);
            }
        }
        return Optional.of(smallest);
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
            } catch (Invariant.Broken broken) {
                trace.add(step + " broke, last: " + world.doing());
                return Optional.of(new Failure(broken, trace));
            }
        }
        return Optional.empty();
    }
}
