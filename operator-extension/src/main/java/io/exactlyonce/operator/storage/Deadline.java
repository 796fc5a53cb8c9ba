package io.exactlyonce.operator.storage;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A moment after which nothing more is read. */
final class Deadline implements BooleanSupplier {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    @Override
    public boolean getAsBoolean() {
        return System.nanoTime() - end > 0;
    }
}
