package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.snapshot.Committable;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The books of one cluster: records that a state counts as written, and that no reader will ever
 * see. Each must have been told, by the job or by a ledger, before the state that counts them is
 * made final by another checkpoint.
 */
final class Losses {
    private final Set<Committable> lost = new HashSet<>();
    private final Set<Committable> toldByJob = new HashSet<>();
    private final Consumer<String> outcomes;

    Losses(Consumer<String> outcomes) {
        this.outcomes = outcomes;
    }

    void lost(Committable transaction) {
        if (lost.add(transaction)) {
            outcomes.accept("loss");
        }
    }

    void told(Committable transaction) {
        if (toldByJob.add(transaction)) {
            outcomes.accept("loss told by the job");
        }
    }

    boolean isTold(Committable transaction) {
        return toldByJob.contains(transaction);
    }

    Set<Committable> all() {
        return Set.copyOf(lost);
    }
}
