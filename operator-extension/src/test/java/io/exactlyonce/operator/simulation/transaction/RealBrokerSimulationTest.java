package io.exactlyonce.operator.simulation.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.kafka.KafkaBrokers;
import io.exactlyonce.operator.kafka.RealBroker;
import io.exactlyonce.operator.simulation.engine.Failure;
import io.exactlyonce.operator.simulation.transaction.Brokers.End;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same histories on a real broker that all of them share, with real producers, and with the
 * operator's own adapter: two clusters to a run, and what earlier runs left open is foreign to it.
 * {@code -Dsimulation.seed=… -Dsimulation.runs=1} repeats a run.
 */
@Tag("slow")
class RealBrokerSimulationTest {
    private static final int STEPS = 28;
    private static final int RUNS = 36;
    private static final int TRIES = 5;
    private static final List<String> HAPPENS =
            List.of(
                    "fence",
                    "settle",
                    "recovery",
                    "pending kept",
                    "TIMED_OUT",
                    "controller dies",
                    "brokers silent",
                    "interlude");
    private static final List<String> SPOILT =
            List.of(
                    "newest snapshot protects nothing",
                    "prefix stays the same",
                    "committer is silent",
                    "foreign incarnation is fenced");

    @TempDir private static Path folder;
    private static RealBroker broker;
    private static KafkaBrokers operator;

    @BeforeAll
    static void start() {
        broker =
                RealBroker.start(
                        folder,
                        Map.of(
                                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                                "200"));
        operator = broker.port();
    }

    @AfterAll
    static void stop() {
        operator.close();
        broker.close();
    }

    @Test
    void noOrderOfEventsBreaksAnInvariantOnARealBroker() {
        Tally tally = new Tally();
        long began = System.nanoTime();
        List<Long> seeds = seeds();

        seeds.forEach(seed -> run(seed, tally));

        System.out.printf(
                "transaction simulation on a real broker: %d s, seeds %s, %s%n",
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), seeds, tally);
        assertThat(HAPPENS)
                .as("%s", tally)
                .allMatch(what -> seeds.size() < RUNS || tally.of(what) > 0);
    }

    static Stream<Arguments> sabotage() {
        return TransactionSabotageTest.faults().filter(it -> SPOILT.contains(it.get()[0]));
    }

    /**
     * Seeds of which played brokers say that they show it; the real one need not take all turns.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("sabotage")
    void everyProtectionIsMissedOnARealBroker(String what, Invariant invariant, Parts parts) {
        Stream<Long> seeds =
                LongStream.iterate(1, seed -> seed + 1)
                        .filter(seed -> breaks(parts, seed, PlayedBrokers::new, invariant))
                        .limit(TRIES)
                        .boxed();

        assertThat(seeds)
                .as(what)
                .anyMatch(
                        seed -> {
                            List<RealBrokers> started = new ArrayList<>();
                            String topic = "spoilt-" + invariant + "-" + seed;
                            broker.create(topic, 1);
                            try {
                                return breaks(parts, seed, brokers(topic, started), invariant);
                            } finally {
                                started.forEach(RealBrokers::close);
                            }
                        });
    }

    private static boolean breaks(
            Parts parts, long seed, Brokers.Start brokers, Invariant invariant) {
        return new Simulation(parts, seed, STEPS, new Tally(), brokers)
                .runWithout(Set.of())
                .filter(failure -> failure.requirement() == invariant)
                .isPresent();
    }

    /**
     * A real run takes seconds: those are taken in which, on played brokers, something is ended.
     */
    private static List<Long> seeds() {
        long first = Long.getLong("simulation.seed", 1);
        long runs = Long.getLong("simulation.runs", RUNS);
        return runs == 1
                ? List.of(first)
                : LongStream.iterate(first, seed -> seed + 1)
                        .filter(RealBrokerSimulationTest::endsSomething)
                        .limit(runs)
                        .boxed()
                        .toList();
    }

    private static boolean endsSomething(long seed) {
        Tally played = new Tally();
        Optional<Failure> failure =
                new Simulation(Parts.REAL, seed, STEPS, played).runWithout(Set.of());
        assertThat(failure).isEmpty();
        return played.of("fence") + played.of("settle") > 0;
    }

    private static void run(long seed, Tally tally) {
        String topic = "out-" + seed;
        broker.create(topic, 1);
        tally.run();
        List<RealBrokers> started = new ArrayList<>();
        try {
            new Simulation(Parts.REAL, seed, STEPS, tally, brokers(topic, started))
                    .runWithout(Set.of())
                    .ifPresent(
                            failure -> {
                                throw new AssertionError(
                                        "-Dsimulation.runs=1 -Dsimulation.seed="
                                                + seed
                                                + System.lineSeparator()
                                                + String.join(
                                                        System.lineSeparator(), failure.trace()),
                                        failure.broken());
                            });
        } finally {
            started.forEach(RealBrokers::close);
        }
        started.stream().flatMap(RealBrokers::ends).map(End::name).forEach(tally::outcome);
    }

    private static Brokers.Start brokers(String topic, List<RealBrokers> started) {
        return (InstantSource clock, boolean raisesEpochs) -> {
            RealBrokers real = new RealBrokers(broker, operator, topic, clock);
            started.add(real);
            return real;
        };
    }
}
