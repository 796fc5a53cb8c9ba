package io.exactlyonce.operator.port;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.SeenStall.Held;
import io.exactlyonce.operator.transaction.SeenStall.Untold;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.Comparator;
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
public record Holders(Set<TransactionDescription> known, Map<Long, Untold> untold) {
    /** The one whose transaction holds the last stable offset. */
    private static final Comparator<OpenProducer> FIRST =
            Comparator.comparingLong(OpenProducer::startOffset);

    /** Copies both. */
    public Holders {
        known = Set.copyOf(known);
        untold = Map.copyOf(untold);
    }

    /**
     * Asks.
     *
     * @param producers with an open transaction, by partition
     * @throws UnavailableException if brokers fail otherwise than by refusing
     */
    public static Holders of(
            KafkaPort kafka, Policy policy, Map<PartitionName, List<OpenProducer>> producers) {
        return of(
                kafka,
                policy,
                producers.values().stream()
                        .flatMap(some -> some.stream().min(FIRST).stream())
                        .map(OpenProducer::producerId)
                        .distinct()
                        .toList());
    }

    private static Holders of(KafkaPort kafka, Policy policy, List<Long> producers) {
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
    public SeenStall.Cause cause(Stall stall) {
        Untold refused = untold.get(stall.producer().producerId());
        return refused == null ? new Held(stall) : refused;
    }
}
