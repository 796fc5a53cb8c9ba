package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.Fate;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of one name at the brokers of one policy, from one listing to the next: which are
 * new, and which are not listed any more, so that their coordinator has to be asked how they ended.
 */
final class OpenIds {
    /** Of what is over, the oldest is never asked about: brokers were silent for long. */
    static final int MOST_ENDED = 1_000;

    private final Deque<TransactionDescription> ended = new ArrayDeque<>();
    private @Nullable Map<Committable, TransactionDescription> open;

    /**
     * The brokers list these now.
     *
     * @return how many were not listed before; 0 at the first look, which is none to compare with
     */
    synchronized int listed(List<OpenTransaction> listed) {
        Map<Committable, TransactionDescription> now = new HashMap<>();
        listed.forEach(it -> now.put(identity(it.description()), it.description()));
        Map<Committable, TransactionDescription> before = open;
        open = now;
        if (before == null) {
            return 0;
        }
        before.forEach(
                (id, told) -> {
                    if (!now.containsKey(id)) {
                        ended.addLast(told);
                    }
                });
        while (ended.size() > MOST_ENDED) {
            ended.removeFirst();
        }
        return (int) now.keySet().stream().filter(id -> !before.containsKey(id)).count();
    }

    /** The same id is used again by another producer, or with another epoch. */
    private static Committable identity(TransactionDescription told) {
        return new Committable(told.transactionalId(), told.producerId(), told.epoch());
    }

    /** Partitions that open transactions have written to. */
    synchronized Set<PartitionName> partitions() {
        return open == null
                ? Set.of()
                : open.values().stream()
                        .flatMap(told -> told.partitions().stream())
                        .collect(Collectors.toSet());
    }

    /** When the oldest open transaction of each of them began. */
    synchronized Map<PartitionName, Instant> oldest() {
        Map<PartitionName, Instant> oldest = new HashMap<>();
        for (TransactionDescription told :
                open == null ? List.<TransactionDescription>of() : open.values()) {
            Instant start = told.startedAt();
            if (start != null) {
                told.partitions().forEach(it -> oldest.merge(it, start, OpenIds::earlier));
            }
        }
        return oldest;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Ids to ask about. */
    synchronized Set<String> questions() {
        return ended.stream()
                .map(TransactionDescription::transactionalId)
                .collect(Collectors.toSet());
    }

    /**
     * What the coordinators said of the questions.
     *
     * @return how many ended how
     */
    synchronized Map<String, Integer> answered(
            Map<String, TransactionDescription> told, Set<String> asked, Instant now) {
        Map<String, Integer> outcomes = new HashMap<>();
        ended.removeIf(
                one -> {
                    if (!asked.contains(one.transactionalId())) {
                        return false;
                    }
                    outcome(one, told.get(one.transactionalId()), now)
                            .ifPresent(it -> outcomes.merge(it, 1, Integer::sum));
                    return true;
                });
        return outcomes;
    }

    /** Empty for one that is open after all: the listing came in between two of its records. */
    private static Optional<String> outcome(
            TransactionDescription was, @Nullable TransactionDescription told, Instant now) {
        return switch (Fate.of(identity(was), told)) {
            case WILL_COMMIT -> Optional.empty();
            case DONE -> Optional.of("committed");
            case LOST ->
                    Optional.of(
                            was.expiresAt().filter(at -> !at.isAfter(now)).isPresent()
                                    ? "timed_out"
                                    : "aborted");
            case FORGOTTEN, UNKNOWN -> Optional.of("unknown");
        };
    }
}
