package io.exactlyonce.operator.simulation.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.simulation.engine.Seeds;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of jobs, users, upstream, brokers and controllers: whatever happens in whatever
 * order, no pending transaction is fenced, nothing foreign or live is touched, nothing is lost
 * silently, and in the end nothing is left open that nobody will finish. {@code -Dsimulation.seed=…
 * -Dsimulation.runs=…} repeats a run or widens the search.
 */
class TransactionSimulationTest {
    private static final int STEPS = 28;
    private static final long RUNS = 10_000;

    /** Faults that must have struck, and outcomes that must have come of them. */
    private static final List<String> HAPPENS =
            List.of(
                    "answer of brokers lost",
                    "brokers silent",
                    "change of mind",
                    "controller dies",
                    "interlude",
                    "JobManager silent",
                    "ledgers deleted",
                    "pods unreadable",
                    "storage silent",
                    "upstream dies",
                    "write conflict",
                    "fence",
                    "loss told by a ledger",
                    "loss told by the job",
                    "pending kept",
                    "recovery",
                    "settle");

    @Test
    void noOrderOfEventsBreaksAnInvariant() {
        long runs = Long.getLong("simulation.runs", RUNS);

        Tally tally = run(Long.getLong("simulation.seed", 1), runs);

        // One run that is repeated has few of them.
        assertThat(HAPPENS).as("%s", tally).allMatch(what -> runs < RUNS || tally.of(what) > 0);
    }

    @Test
    @Tag("slow")
    void noOrderOfEventsBreaksAnInvariantInSixTimesAsMany() {
        assertThat(run(1_000_000, 6 * RUNS).of("fence")).isPositive();
    }

    private static Tally run(long first, long runs) {
        Tally tally = new Tally();
        Seeds.breakNothing(
                first, runs, seed -> new Simulation(Parts.REAL, seed, STEPS, tally).run());
        System.out.printf(
                "transaction simulation: seeds %d to %d, %s%n", first, first + runs - 1, tally);
        return tally;
    }
}
