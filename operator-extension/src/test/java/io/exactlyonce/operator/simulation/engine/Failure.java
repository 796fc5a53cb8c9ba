package io.exactlyonce.operator.simulation.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A run that broke something.
 *
 * @param broken what
 * @param trace every step up to there
 */
public record Failure(Requirement.Broken broken, List<String> trace) {

    /** The requirement that does not hold. */
    public Requirement requirement() {
        return broken.requirement();
    }

    /**
     * Runs, and shrinks a failure to the steps that it takes.
     *
     * @param steps of the run
     * @param runWithout the run without the steps of these numbers
     */
    public static Optional<Failure> smallest(
            int steps, Function<Set<Integer>, Optional<Failure>> runWithout) {
        Optional<Failure> smallest = runWithout.apply(Set.of());
        Set<Integer> needless = new HashSet<>();
        for (int step = 0; step < steps && smallest.isPresent(); step++) {
            Requirement requirement = smallest.get().requirement();
            needless.add(step);
            Optional<Failure> again = runWithout.apply(needless);
            if (again.filter(failure -> failure.requirement() == requirement).isPresent()) {
                smallest = again;
            } else {
                needless.remove(step);
            }
        }
        return smallest;
    }

    /** What broke, how to run it again, and every step up to there. */
    public String told(long seed) {
        String line = System.lineSeparator();
        String again = line + "-Dsimulation.runs=1 -Dsimulation.seed=" + seed + line;
        return trace.stream().collect(Collectors.joining(line, broken.getMessage() + again, ""));
    }
}
