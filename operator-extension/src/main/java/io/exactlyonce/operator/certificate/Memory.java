package io.exactlyonce.operator.certificate;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a replica knows besides what it sees. Lost with the process.
 *
 * @param pair that it serves; null while it serves none
 * @param trustedSince by authority, since which uptime this replica has seen it trusted without a
 *     break
 */
public record Memory(@Nullable ServingPair pair, Map<Authority, Duration> trustedSince) {
    /** Of a replica that has just started. */
    public static final Memory NOTHING = new Memory(null, Map.of());

    /** Copies the map. */
    public Memory {
        trustedSince = Map.copyOf(trustedSince);
    }

    /** The pair that is served; empty while there is none. */
    public Optional<ServingPair> served() {
        return Optional.ofNullable(pair);
    }
}
