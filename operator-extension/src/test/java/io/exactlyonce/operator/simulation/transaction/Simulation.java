package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.simulation.engine.Failure;
import io.exactlyonce.operator.simulation.engine.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run: a world of its own, a number of steps in it, each thrown by its own dice, and then calm,
 * in which all has to come right.
 *
 * @param parts that are tried
 * @param seed of the dice
 * @param steps how many
 * @param tally of what happens in it
 * @param brokers of the run
 */
record Simulation(Parts parts, long seed, int steps, Tally tally, Brokers.Start brokers) {
    Simulation(Parts parts, long seed, int steps, Tally tally) {
        this(parts, seed, steps, tally, PlayedBrokers::new);
    }

    /** Runs; a failure is shrunk to the steps it takes. */
    Optional<Failure> run() {
        tally.run();
        return Failure.smallest(steps, this::runWithout);
    }

    Optional<Failure> runWithout(Set<Integer> skipped) {
        World world = new World(parts, seed, tally, brokers);
        List<String> trace = new ArrayList<>();
        try {
            for (int step = 0; step < steps; step++) {
                if (!skipped.contains(step)) {
                    world.beginStep(seed, step, trace);
                    trace.add(step + " " + world.step());
                }
            }
            world.beginStep(seed, steps, trace);
            trace.add("calm");
            new Calm(world).comesRight();
            world.brokers().over();
        } catch (Requirement.Broken broken) {
            return Optional.of(new Failure(broken, trace));
        }
        return Optional.empty();
    }
}
