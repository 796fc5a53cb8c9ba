package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.Holders;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.SeenStall.Held;
import io.exactlyonce.operator.transaction.SeenStall.Untold;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.Stalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Looks at topics one by one: what access rules hide of one says nothing against the others, and
 * what is hidden is never taken for in order.
 *
 * @param kafka brokers
 * @param policy that names them
 */
record StallSearch(KafkaPort kafka, Policy policy) {
    /** More partitions than a topic has; those that do not exist are left out by the port. */
    private static final int MOST_PARTITIONS = 1000;

    /**
     * A partition whose careful readers wait.
     *
     * @param end where it ends for careless and for careful readers
     * @param cause what holds it, or why that is not known
     */
    record Wait(PartitionName partition, PartitionEnd end, SeenStall.Cause cause) {
        boolean isHanging() {
            return cause instanceof Held held && held.stall().isHanging();
        }

        boolean isSameAs(Wait other) {
            return cause instanceof Held now
                    && other.cause instanceof Held before
                    && now.stall().isSameAs(before.stall());
        }
    }

    /**
     * What was found.
     *
     * @param partitions that could be looked at
     * @param waits in the order of topics and numbers
     * @param unseen topics of which nothing is known, with the reason as a sentence without a full
     *     stop
     */
    record Found(int partitions, List<Wait> waits, SortedMap<String, String> unseen) {}

    /**
     * Asks.
     *
     * @throws WrongUseException if a topic does not exist
     * @throws UnavailableException if brokers fail otherwise than by refusing, or refuse all
     */
    Found in(List<String> topics) throws WrongUseException {
        SortedMap<String, String> unseen = new TreeMap<>();
        Map<PartitionName, PartitionEnd> ends = new HashMap<>();
        for (String topic : topics) {
            try {
                ends.putAll(ends(topic));
            } catch (UnavailableException e) {
                refusal(e);
                unseen.put(topic, e.what());
            }
        }
        if (ends.isEmpty()) {
            throw new UnavailableException(String.join(". ", Set.copyOf(unseen.values())));
        }
        return new Found(ends.size(), confirmed(waits(ends)), unseen);
    }

    private Map<PartitionName, PartitionEnd> ends(String topic) throws WrongUseException {
        Map<PartitionName, PartitionEnd> ends =
                kafka.ends(
                        policy,
                        IntStream.range(0, MOST_PARTITIONS)
                                .mapToObj(number -> new PartitionName(topic, number))
                                .collect(Collectors.toSet()));
        if (ends.isEmpty()) {
            throw new WrongUseException("topic " + topic + " does not exist");
        }
        return ends;
    }

    /** Only a refusal is about one topic alone. */
    private static void refusal(UnavailableException failure) {
        if (failure.reason().filter(Reason.ACL_MISSING::equals).isEmpty()) {
            throw failure;
        }
    }

    private List<Wait> waits(Map<PartitionName, PartitionEnd> ends) {
        Map<String, List<PartitionName>> lagging =
                ends.entrySet().stream()
                        .filter(entry -> entry.getValue().lag() > 0)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.groupingBy(PartitionName::topic));
        List<Wait> waits = new ArrayList<>();
        Map<PartitionName, List<OpenProducer>> producers = new HashMap<>();
        for (List<PartitionName> partitions : lagging.values()) {
            try {
                producers.putAll(kafka.producers(policy, Set.copyOf(partitions)));
            } catch (UnavailableException e) {
                refusal(e);
                Untold untold = new Untold(e.what());
                for (PartitionName partition : partitions) {
                    waits.add(
                            new Wait(
                                    partition,
                                    Objects.requireNonNull(ends.get(partition)),
                                    untold));
                }
            }
        }
        Holders holders = Holders.of(kafka, policy, producers);
        for (Stall stall : Stalls.of(ends, producers, holders.known())) {
            waits.add(new Wait(stall.partition(), stall.end(), holders.cause(stall)));
        }
        return waits.stream().sorted(Comparator.comparing(Wait::partition)).toList();
    }

    /**
     * A checkpoint that completes between two questions looks like a hang: what is called one has
     * to be there, unchanged, when everything is asked once more.
     */
    private List<Wait> confirmed(List<Wait> waits) {
        if (waits.stream().noneMatch(Wait::isHanging)) {
            return waits;
        }
        Map<PartitionName, Wait> before =
                waits.stream().collect(Collectors.toMap(Wait::partition, Function.identity()));
        return waits(kafka.ends(policy, before.keySet())).stream()
                .filter(now -> !now.isHanging() || isAsBefore(now, before.values()))
                .toList();
    }

    private static boolean isAsBefore(Wait now, Collection<Wait> before) {
        return before.stream().filter(Wait::isHanging).anyMatch(now::isSameAs);
    }
}
