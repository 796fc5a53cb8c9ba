package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.SeenStall.Held;
import io.exactlyonce.operator.transaction.SeenStall.Untold;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Transactions of the producers that hold partitions. A producer that is not found may not be taken
 * for one that nobody knows unless access rules let the brokers tell so, and they then refuse the
 * question as a whole. The others are known all the same: the question is halved until what is
 * refused stands alone, at two questions for each halving.
 *
 * @param known as their coordinators describe them
 * @param untold why it is not known whether there is one, by id of the producer
 */
record Holders(Set<TransactionDescription> known, Map<Long, Untold> untold) {
    Holders {
        known = Set.copyOf(known);
        untold = Map.copyOf(untold);
    }

    /**
     * Asks.
     *
     * @param producers each once
     * @throws UnavailableException if brokers fail otherwise than by refusing
     */
    static Holders of(KafkaPort kafka, Policy policy, List<Long> producers) {
        if (producers.isEmpty()) {
            return new Holders(Set.of(), Map.of());
        }
        try {
            return new Holders(
                    new HashSet<>(kafka.ofProducers(policy, Set.copyOf(producers)).values()),
                    Map.of());
        } catch (UnavailableException e) {
            if (e.reason().filter(Reason.ACL_MISSING::equals).isEmpty()) {
                throw e;
            }
            if (producers.size() == 1) {
                return new Holders(Set.of(), Map.of(producers.get(0), new Untold(e.what())));
            }
        }
        int half = producers.size() / 2;
        return of(kafka, policy, producers.subList(0, half))
                .and(of(kafka, policy, producers.subList(half, producers.size())));
    }

    private Holders and(Holders other) {
        Set<TransactionDescription> all = new HashSet<>(known);
        all.addAll(other.known);
        Map<Long, Untold> refused = new HashMap<>(untold);
        refused.putAll(other.untold);
        return new Holders(all, refused);
    }

    /** What is said of a partition. */
    SeenStall.Cause cause(Stall stall) {
        Untold refused = untold.get(stall.producer().producerId());
        return refused == null ? new Held(stall) : refused;
    }
}
