package io.exactlyonce.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.simulation.engine.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of users, an API server, and the upstream operator: no order of events breaks an
 * invariant. {@code -Dsimulation.seed=… -Dsimulation.runs=…} repeats a run or widens the search.
 */
class AdmissionSimulationTest {
    private static final int STEPS = 30;

    @Test
    void noOrderOfEventsBreaksAnInvariant() {
        Tally tally =
                run(Long.getLong("simulation.seed", 1), Long.getLong("simulation.runs", 10_000));

        assertThat(tally.of("write DONE")).as("%s", tally).isPositive();
    }

    @Test
    @Tag("slow")
    void noOrderOfEventsBreaksAnInvariantInTwentyTimesAsMany() {
        assertThat(run(1_000_000, 200_000).of("write DONE")).isPositive();
    }

    private static Tally run(long first, long runs) {
        Tally tally = new Tally();
        Seeds.breakNothing(
                first,
                runs,
                seed -> new Simulation(Simulation.Planners.REAL, seed, STEPS, tally).run());
        return tally;
    }
}
