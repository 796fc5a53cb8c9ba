package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.simulation.engine.Dice;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.Committable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sink's writers of one job, INCREMENTING: the id of a subtask's transaction ends with the
 * number of the checkpoint that will precommit it.
 */
final class Writers {
    private static final String SINK = "out.";

    private final Brokers brokers;
    private final String prefix;
    private final int parallelism;
    private final List<Committable> current = new ArrayList<>();
    private long offset;

    Writers(Brokers brokers, String prefix, int parallelism) {
        this.brokers = brokers;
        this.prefix = prefix;
        this.parallelism = parallelism;
    }

    boolean hold(Committable transaction) {
        return current.contains(transaction);
    }

    private static String id(String prefix, int subtask, long offset) {
        return prefix + SINK + subtask + "-" + offset;
    }

    private static long number(@Nullable Kept snapshot) {
        return snapshot == null ? 0 : snapshot.id();
    }

    /**
     * ProbingTransactionAbortStrategy: under the own prefix and that of the snapshot, until the
     * first id of a subtask that nobody ever took.
     */
    void takeOver(@Nullable Kept from) {
        Set<String> prefixes = new LinkedHashSet<>(List.of(prefix));
        if (from != null) {
            prefixes.add(from.prefix());
        }
        for (String one : prefixes) {
            for (int own = 0; own < parallelism; own++) {
                int subtask = own;
                while (probe(one, subtask, number(from) + 1) > 0) {
                    subtask += parallelism;
                }
            }
        }
    }

    private int probe(String one, int subtask, long first) {
        int taken = 0;
        for (long next = first; ; next++) {
            boolean known = brokers.knows(id(one, subtask, next));
            brokers.seize(id(one, subtask, next));
            if (!known) {
                return taken;
            }
            taken++;
        }
    }

    /** First transactions after a start. */
    void open(@Nullable Kept from) {
        offset = number(from) + 1;
        for (int subtask = 0; subtask < parallelism; subtask++) {
            current.add(brokers.take(id(prefix, subtask, offset)));
        }
    }

    /** Some have records; false if a producer is not the newest of its id any more. */
    boolean write(Dice dice) {
        for (Committable one : current) {
            if (dice.percent(70) && !brokers.write(one)) {
                return false;
            }
        }
        return true;
    }

    /** What was written is precommitted with a checkpoint, and the next transactions begin. */
    List<Committable> precommit(long checkpoint) {
        List<Committable> written =
                current.stream()
                        .filter(
                                one ->
                                        brokers.open(one.transactionalId())
                                                .filter(one::equals)
                                                .isPresent())
                        .toList();
        current.clear();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            // Numbers that failed checkpoints left out are taken as well, so that probing works.
            for (long gap = offset + 1; gap <= checkpoint; gap++) {
                brokers.seize(id(prefix, subtask, gap));
            }
            current.add(brokers.take(id(prefix, subtask, checkpoint + 1)));
        }
        offset = checkpoint + 1;
        return written;
    }

    /** Killed ones leave their transactions open. */
    void close(boolean killed) {
        if (!killed) {
            current.forEach(brokers::abort);
        }
        current.clear();
    }
}
