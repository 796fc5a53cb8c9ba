package io.exactlyonce.operator.certificate;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How looking after the certificate goes, from what came of each look. What others do shows only in
 * that: whoever overwrites a {@code caBundle} makes this operator write it again, and a watch that
 * is behind makes each of its writes a conflict. Times are uptimes, which no clock changes.
 *
 * @param lastLook when the newest look ended
 * @param trusted when bundles were written, oldest first, by configuration
 * @param conflictsSince since when every write was a conflict; null if the newest was none
 * @param failure what the newest look failed for; null if it did not
 */
public record Upkeep(
        Duration lastLook,
        Map<String, List<Duration>> trusted,
        @Nullable Duration conflictsSince,
        @Nullable Failure failure) {
    /** Of a process that has just started. */
    public static final Upkeep NOTHING = new Upkeep(Duration.ZERO, Map.of(), null, null);

    /** A change-over writes each configuration once, and one that was replaced once more. */
    static final int USUAL_WRITES = 4;

    /** Long enough for a tool that writes every few minutes. */
    static final Duration WINDOW = Duration.ofMinutes(30);

    /**
     * The watch brings what is newer within seconds; two replicas are done with each other by then.
     */
    static final Duration CONFLICTS = Duration.ofMinutes(1);

    /**
     * Looks come every second, and every 30 s while they fail; requests end after a few seconds.
     */
    static final Duration SILENCE = Duration.ofMinutes(2);

    /** Copies the map. */
    public Upkeep {
        trusted = Map.copyOf(trusted);
    }

    /**
     * Why a look failed.
     *
     * @param trouble refused or failed
     * @param reason for people
     */
    public record Failure(Trouble trouble, String reason) {}

    /** A {@code caBundle} was written. */
    public Upkeep trusted(Registration registration, Duration uptime) {
        Map<String, List<Duration>> next = new HashMap<>();
        Stream.concat(trusted.keySet().stream(), Stream.of(id(registration)))
                .distinct()
                .forEach(
                        id -> {
                            List<Duration> writes = recent(id, uptime).toList();
                            next.put(
                                    id,
                                    id.equals(id(registration))
                                            ? Stream.concat(writes.stream(), Stream.of(uptime))
                                                    .toList()
                                            : writes);
                        });
        return new Upkeep(lastLook, next, conflictsSince, failure);
    }

    private static String id(Registration registration) {
        return registration.kind() + " " + registration.name();
    }

    private Stream<Duration> recent(String id, Duration uptime) {
        return trusted.getOrDefault(id, List.of()).stream()
                .filter(write -> uptime.minus(write).compareTo(WINDOW) < 0);
    }

    /** A look ended well. */
    public Upkeep succeeded(Duration uptime) {
        return new Upkeep(uptime, trusted, null, null);
    }

    /** A look ended with a conflict, after which it is looked at again. */
    public Upkeep conflicted(Duration uptime) {
        return new Upkeep(uptime, trusted, conflictsSince == null ? uptime : conflictsSince, null);
    }

    /** A look ended with something else. */
    public Upkeep failed(Failure why, Duration uptime) {
        return new Upkeep(uptime, trusted, null, why);
    }

    /** What is wrong, each with what was seen and what to change. */
    public Map<Trouble, String> troubles(Duration uptime) {
        Map<Trouble, String> troubles = new EnumMap<>(Trouble.class);
        trusted.keySet().stream()
                .sorted()
                .filter(id -> recent(id, uptime).count() > USUAL_WRITES)
                .findFirst()
                .ifPresent(id -> troubles.put(Trouble.QUARREL, quarrel(id, uptime)));
        if (conflictsSince != null && uptime.minus(conflictsSince).compareTo(CONFLICTS) >= 0) {
            troubles.put(
                    Trouble.STALE,
                    "every write was a conflict for %d s: what this replica sees is behind what is"
                                    .formatted(uptime.minus(conflictsSince).toSeconds())
                            + " stored; restart it if that stays");
        }
        if (failure != null) {
            troubles.put(failure.trouble(), failure.reason());
        }
        Duration silence = uptime.minus(lastLook);
        if (silence.compareTo(SILENCE) >= 0) {
            troubles.put(
                    Trouble.STOPPED,
                    "nobody has looked after it for %d s; restart this replica"
                            .formatted(silence.toSeconds()));
        }
        return troubles;
    }

    private String quarrel(String id, Duration uptime) {
        return "the caBundle of the %s had to be written %d times in %d min: somebody else keeps"
                        .formatted(id, recent(id, uptime).count(), WINDOW.toMinutes())
                + " overwriting it, and writes in between are refused; have that one leave it alone";
    }
}
