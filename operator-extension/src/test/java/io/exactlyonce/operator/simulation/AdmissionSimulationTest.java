package io.exactlyonce.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of users, an API server, and the upstream operator: no order of events breaks an
 * invariant. {@code -Dsimulation.seed=… -Dsimulation.runs=…} repeats or widens the search.
 */
class AdmissionSimulationTest {
    private static final int STEPS = 30;

    @Test
    void noOrderOfEventsBreaksAnInvariant() {
        long runs =
                runFrom(
                        Long.getLong("simulation.seed", 1),
                        Long.getLong("simulation.runs", 10_000));

        assertThat(runs).isPositive();
    }

    @Test
    @Tag("slow")
    void noOrderOfEventsBreaksAnInvariantInTwentyTimesAsMany() {
        assertThat(runFrom(1_000_000, 200_000)).isPositive();
    }

    private static long runFrom(long first, long runs) {
        for (long seed = first; seed < first + runs; seed++) {
            long failed = seed;
            new Simulation(Admission.real(), seed, STEPS)
                    .run()
                    .ifPresent(
                            failure ->
                                    fail(
                                            "%s%nseed %d:%n%s",
                                            failure.broken().getMessage(),
                                            failed,
                                            failure.trace().stream()
                                                    .collect(
                                                            Collectors.joining(
                                                                    System.lineSeparator()))));
        }
        return runs;
    }
}
