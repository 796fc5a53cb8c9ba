package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Storages that do not answer are left alone for a while that grows from one failure to the next:
 * whoever asks in between is told at once, so that one that hangs holds up nobody for long. When
 * the while is over one may ask, and all others wait for what comes of it.
 */
final class StorageQuiet {
    /** After the first failure. */
    static final Duration FIRST = Duration.ofSeconds(15);

    /** How late the end of an outage is noticed at most. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Duration answer;
    private final Map<Owner, Silence> silent = new HashMap<>();

    /**
     * @param answer longest time that one question takes
     */
    StorageQuiet(InstantSource clock, Duration answer) {
        this.clock = clock;
        this.answer = answer;
    }

    /** Another storage of the same policy is another one. */
    private record Owner(String namespace, String policy, Checkpoints.Storage storage) {
        static Owner of(Policy policy) {
            return new Owner(
                    policy.identity().namespace(),
                    policy.identity().name(),
                    policy.checkpoints().storage());
        }
    }

    private record Silence(String reason, Duration length, Instant until) {}

    /** Why not to ask now; empty for whoever may, and is to say what came of it. */
    synchronized Optional<String> reason(Policy policy) {
        Owner owner = Owner.of(policy);
        Silence last = silent.get(owner);
        if (last == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (now.isBefore(last.until())) {
            return Optional.of(last.reason());
        }
        silent.put(owner, new Silence(last.reason(), last.length(), now.plus(answer)));
        return Optional.empty();
    }

    synchronized void failed(Policy policy, String reason) {
        Owner owner = Owner.of(policy);
        Duration length = next(silent.get(owner));
        silent.put(owner, new Silence(reason, length, clock.instant().plus(length)));
    }

    private static Duration next(@Nullable Silence before) {
        if (before == null) {
            return FIRST;
        }
        Duration twice = before.length().multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    /** It answered, be it with a refusal. */
    synchronized void answered(Policy policy) {
        silent.remove(Owner.of(policy));
    }
}
