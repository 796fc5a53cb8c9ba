package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long revisions took, from the times in the ledger. Those are times at which something was
 * seen: watches tell of upstream at once, the JobManager is asked every 10 s meanwhile.
 */
final class RevisionPhases {
    private static final String COMPLETED = "Completed";

    private RevisionPhases() {}

    /** Part of the way of a revision. */
    enum Phase {
        DEPLOY("deploy"),
        START("start"),
        CHECKPOINT("checkpoint"),
        WHOLE("whole");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * A phase that a revision has come to the end of.
     *
     * @param change what the revision changed
     * @param outcome how it ended
     */
    record Ended(String change, Phase phase, String outcome, Duration duration) {}

    /** Phases that the newest revision has behind it. */
    static Map<Phase, Duration> ofNewest(Ledger ledger) {
        return ledger.history()
                .revision(ledger.history().highest())
                .map(RevisionPhases::durations)
                .orElseGet(Map::of);
    }

    /** What ended between two looks. */
    static List<Ended> between(History before, History after) {
        List<Ended> ended = new ArrayList<>();
        for (RevisionRecord record : after.revisions()) {
            Optional<RevisionRecord> old = before.revision(record.number());
            Map<Phase, Duration> known = old.map(RevisionPhases::durations).orElseGet(Map::of);
            String change = change(record, after);
            durations(record)
                    .forEach(
                            (phase, duration) -> {
                                if (!known.containsKey(phase)) {
                                    ended.add(new Ended(change, phase, COMPLETED, duration));
                                }
                            });
            boolean wasPast = old.filter(it -> it.outcome().isPast()).isPresent();
            if (!wasPast && record.outcome().isPast() && record.committed().isEmpty()) {
                between(record.times().planned(), record.times().ended())
                        .map(it -> new Ended(change, Phase.WHOLE, record.outcome().text(), it))
                        .ifPresent(ended::add);
            }
        }
        return ended;
    }

    private static Map<Phase, Duration> durations(RevisionRecord record) {
        Map<Phase, Duration> durations = new EnumMap<>(Phase.class);
        Instant planned = record.times().planned();
        Instant deployed = record.times().deployed();
        Instant live = record.times().live();
        Instant committed = record.committed().map(Snapshot::completedAt).orElse(null);
        between(planned, deployed).ifPresent(it -> durations.put(Phase.DEPLOY, it));
        between(deployed, live).ifPresent(it -> durations.put(Phase.START, it));
        between(live, committed).ifPresent(it -> durations.put(Phase.CHECKPOINT, it));
        between(planned, committed).ifPresent(it -> durations.put(Phase.WHOLE, it));
        return durations;
    }

    /** A checkpoint may be older than the look at which the JobManager was first seen. */
    private static Optional<Duration> between(@Nullable Instant start, @Nullable Instant end) {
        if (start == null || end == null) {
            return Optional.empty();
        }
        Duration duration = Duration.between(start, end);
        return Optional.of(duration.isNegative() ? Duration.ZERO : duration);
    }

    /** Against the one that last ran: what was replaced before it ran changed nothing. */
    private static String change(RevisionRecord record, History history) {
        return history.revisions().stream()
                .filter(other -> other.number() < record.number())
                .filter(other -> other.times().live() != null && other.parallelism() > 0)
                .reduce((older, newer) -> newer)
                .map(other -> other.parallelism() == record.parallelism() ? "upgrade" : "rescale")
                .orElse("first");
    }
}
