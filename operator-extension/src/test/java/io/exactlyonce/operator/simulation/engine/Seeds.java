package io.exactlyonce.operator.simulation.engine;

import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;

/** Many runs, on all cores. A run is the same every time, wherever it runs. */
public final class Seeds {
    private Seeds() {}

    /** Fails with the first run that breaks something, however many cores there are. */
    public static void breakNothing(
            long first, long runs, LongFunction<Optional<Failure>> runOfSeed) {
        LongStream.range(first, first + runs)
                .parallel()
                .mapToObj(seed -> runOfSeed.apply(seed).map(failure -> failure.told(seed)))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(Assertions::fail);
    }
}
