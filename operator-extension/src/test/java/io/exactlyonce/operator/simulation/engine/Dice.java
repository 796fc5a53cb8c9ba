package io.exactlyonce.operator.simulation.engine;

import java.util.List;
import java.util.Random;

/**
 * All chance of a run. Every step has dice of its own, so that a run without one of its steps
 * throws the same in the others: failures can be shrunk.
 */
public final class Dice {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Random random = new Random(0);

    public void beginStep(long seed, int step) {
        random = new Random((seed << 16 | step) * STEP);
    }

    /** From 0, less than the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
