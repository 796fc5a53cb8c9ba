package io.exactlyonce.operator.controller;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One look at a name sees all of its ledgers, and each of them has a timer: a deployment that was
 * deleted and made again a hundred times would be looked at a hundred times as often as is needed.
 * So the ledger that looked first goes on to do so, and the others wait; once it is gone, or late,
 * the next one whose timer rings takes over. Nobody waits for long: a ledger may be new, and have
 * been none when the others were looked at.
 */
final class OnePass {
    /** Its timer is given a moment to ring first. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** As often as open transactions of a deployment that is gone are looked at. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Map<ResourceID, Turn> turns = new ConcurrentHashMap<>();

    OnePass(InstantSource clock) {
        this.clock = clock;
    }

    private record Turn(String ledger, Instant until) {}

    /**
     * Looks, unless another ledger of the name does.
     *
     * @return when to look again
     */
    Duration look(ResourceID name, String ledger, Supplier<Duration> pass) {
        Instant now = clock.instant();
        Turn taken = turns.get(name);
        if (taken != null && !taken.ledger().equals(ledger) && now.isBefore(taken.until())) {
            return Duration.between(now, taken.until()).plus(LATE);
        }
        turns.values().removeIf(old -> old.until().isBefore(now));
        turns.put(name, new Turn(ledger, now.plus(LATE)));
        Duration again = pass.get();
        Duration turn = again.compareTo(LONGEST) < 0 ? again : LONGEST;
        turns.put(name, new Turn(ledger, clock.instant().plus(turn).plus(LATE)));
        return again;
    }
}
