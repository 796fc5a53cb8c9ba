package io.exactlyonce.operator.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A Secret and two configurations, whose writes take the version that was read or fail. */
final class PlayedCluster {
    private record State(Instant since, Observation seen) {}

    private final List<State> history = new ArrayList<>();
    private final Set<ServingPair> newest = new HashSet<>();
    private int version;

    PlayedCluster(Instant start) {
        Observation empty =
                new Observation(
                        StoredPairs.NONE,
                        List.of(
                                registration("Mutating", List.of("deployments")),
                                registration("Validating", List.of("deployments", "scale"))),
                        List.of());
        history.add(new State(start, empty));
    }

    private static Registration registration(String kind, List<String> webhooks) {
        return new Registration(
                kind,
                "operator",
                "0",
                webhooks.stream().map(name -> new Registration.Entry(name, List.of())).toList());
    }

    Observation now() {
        return history.get(history.size() - 1).seen();
    }

    /** What who learns of everything at its moment and not before knew then. */
    Observation at(Instant moment) {
        for (int i = history.size() - 1; i > 0; i--) {
            if (!history.get(i).since().isAfter(moment)) {
                return history.get(i).seen();
            }
        }
        return history.get(0).seen();
    }

    /** Pairs that were ever stored. */
    int stored() {
        return newest.size();
    }

    /** Nobody is further behind than this. */
    void forget(Instant before) {
        while (history.size() > 1 && history.get(1).since().isBefore(before)) {
            history.remove(0);
        }
    }

    /** False for a conflict. */
    boolean store(Instant at, @Nullable String read, List<ServingPair> pairs) {
        String stored = now().stored().version();
        boolean same = stored == null ? read == null : stored.equals(read);
        if (same) {
            newest.add(pairs.get(0));
            secret(at, new StoredPairs(nextVersion(), pairs, ""));
        }
        return same;
    }

    void secret(Instant at, StoredPairs stored) {
        add(at, new Observation(stored, now().registrations(), List.of()));
    }

    String nextVersion() {
        version++;
        return Integer.toString(version);
    }

    /** False for a conflict. */
    boolean trust(Instant at, Registration read, List<Authority> bundle) {
        Registration stored =
                now().registrations().stream()
                        .filter(registration -> registration.kind().equals(read.kind()))
                        .findFirst()
                        .orElseThrow();
        boolean same = stored.version().equals(read.version());
        if (same) {
            change(at, read.kind(), entry -> new Registration.Entry(entry.webhook(), bundle));
        }
        return same;
    }

    void change(Instant at, String kind, UnaryOperator<Registration.Entry> change) {
        List<Registration> registrations =
                now().registrations().stream()
                        .map(
                                registration ->
                                        registration.kind().equals(kind)
                                                ? new Registration(
                                                        kind,
                                                        registration.name(),
                                                        nextVersion(),
                                                        registration.entries().stream()
                                                                .map(change)
                                                                .toList())
                                                : registration)
                        .toList();
        add(at, new Observation(now().stored(), registrations, List.of()));
    }

    private void add(Instant at, Observation seen) {
        history.add(new State(at, seen));
    }
}
