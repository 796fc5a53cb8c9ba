package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Transactions as their coordinators know them.
 *
 * @param session of the policy
 */
record TransactionQuestions(BrokerSession session) {
    private static final int SAMPLE = 5;

    /** An id outside of every prefix: who may describe it may describe all. */
    private static final String NOBODYS = "~eo-probe";

    private static final Map<org.apache.kafka.clients.admin.TransactionState, TransactionState>
            STATES =
                    Map.of(
                            org.apache.kafka.clients.admin.TransactionState.EMPTY,
                            TransactionState.EMPTY,
                            org.apache.kafka.clients.admin.TransactionState.ONGOING,
                            TransactionState.ONGOING,
                            org.apache.kafka.clients.admin.TransactionState.PREPARE_COMMIT,
                            TransactionState.PREPARE_COMMIT,
                            org.apache.kafka.clients.admin.TransactionState.PREPARE_ABORT,
                            TransactionState.PREPARE_ABORT,
                            org.apache.kafka.clients.admin.TransactionState.COMPLETE_COMMIT,
                            TransactionState.COMPLETE_COMMIT,
                            org.apache.kafka.clients.admin.TransactionState.COMPLETE_ABORT,
                            TransactionState.COMPLETE_ABORT,
                            org.apache.kafka.clients.admin.TransactionState.PREPARE_EPOCH_FENCE,
                            TransactionState.PREPARE_EPOCH_FENCE);

    /** Every open transaction below a prefix. */
    Map<String, TransactionDescription> open(String prefix) {
        Collection<TransactionListing> listed =
                list(prefix, Set.of(org.apache.kafka.clients.admin.TransactionState.ONGOING));
        // Brokers leave out of a listing what may not be described, without a word; of a single id
        // they say so. The prefix itself is no id of any job, and under the same access rules.
        Set<String> ids = new HashSet<>(Set.of(prefix));
        listed.forEach(listing -> ids.add(listing.transactionalId()));
        Map<String, TransactionDescription> described = describe(ids);
        return described.values().stream()
                .filter(TransactionDescription::isOngoing)
                .collect(
                        Collectors.toMap(
                                TransactionDescription::transactionalId, Function.identity()));
    }

    /** The greatest few ids below a prefix: numbers of checkpoints grow. */
    Map<String, TransactionDescription> sample(String prefix) {
        Set<String> ids =
                list(prefix, Set.of()).stream()
                        .map(TransactionListing::transactionalId)
                        .sorted(
                                Comparator.comparingInt(String::length)
                                        .thenComparing(Comparator.naturalOrder())
                                        .reversed())
                        .limit(SAMPLE)
                        .collect(Collectors.toSet());
        ids.add(prefix);
        Map<String, TransactionDescription> described = new HashMap<>(describe(ids));
        described.remove(prefix);
        return Map.copyOf(described);
    }

    /**
     * Ids of producers. One that is not found would be taken for a producer that no coordinator
     * knows, whose transaction hangs. It may as well belong to an id that may not be seen, so then
     * it is asked whether any id may be; or its coordinator may be gone or new, so then all are
     * asked again while each partition of their topic keeps its leader.
     */
    Map<String, TransactionDescription> ofProducers(Set<Long> producerIds) {
        if (producerIds.isEmpty()) {
            return Map.of();
        }
        Collection<TransactionListing> listed = list(producerIds);
        if (containsAll(listed, producerIds)) {
            return describe(ids(listed));
        }
        Set<String> certain = ids(withSettledLeaders(producerIds));
        certain.add(NOBODYS);
        return describe(certain);
    }

    private Collection<TransactionListing> list(Set<Long> producerIds) {
        return session.ask(
                new Question("the ids of producers", right("DESCRIBE", "of every application")),
                admin ->
                        admin.listTransactions(
                                        new ListTransactionsOptions()
                                                .filterProducerIds(producerIds))
                                .all());
    }

    private Collection<TransactionListing> withSettledLeaders(Set<Long> producerIds) {
        TransactionStateTopic topic = new TransactionStateTopic(session);
        Map<Integer, Integer> before = topic.leaders();
        Collection<TransactionListing> listed = list(producerIds);
        if (!topic.leaders().equals(before)) {
            throw TransactionStateTopic.moved();
        }
        return listed;
    }

    private static boolean containsAll(
            Collection<TransactionListing> listed, Set<Long> producerIds) {
        return listed.stream()
                .map(TransactionListing::producerId)
                .collect(Collectors.toSet())
                .containsAll(producerIds);
    }

    private static Set<String> ids(Collection<TransactionListing> listed) {
        return listed.stream()
                .map(TransactionListing::transactionalId)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Fails if one broker does, or is missing: its transactions would be missing. */
    private Collection<TransactionListing> list(
            String prefix, Set<org.apache.kafka.clients.admin.TransactionState> states) {
        requireLeaders();
        Question question = new Question("a list of transactions", right("DESCRIBE", prefix + "*"));
        if (session.listsByPattern()) {
            try {
                return below(prefix, list(question, options(states), pattern(prefix)));
            } catch (UnavailableException e) {
                if (!(e.getCause() instanceof UnsupportedVersionException)) {
                    throw e;
                }
                session.listsWithoutPattern();
            }
        }
        return below(prefix, list(question, options(states), ""));
    }

    /** Whoever may not look at the topic, which no job needs, is told what brokers do tell. */
    private void requireLeaders() {
        try {
            new TransactionStateTopic(session).leaders();
        } catch (UnavailableException e) {
            if (!Failures.isDenied(e)) {
                throw e;
            }
        }
    }

    private Collection<TransactionListing> list(
            Question question, ListTransactionsOptions options, String pattern) {
        options.filterOnTransactionalIdPattern(pattern);
        return session.ask(question, admin -> admin.listTransactions(options).all());
    }

    private static ListTransactionsOptions options(
            Set<org.apache.kafka.clients.admin.TransactionState> states) {
        return new ListTransactionsOptions().filterStates(states);
    }

    /** For RE2/J, which brokers match whole ids with; no letter or digit is special in it. */
    static String pattern(String prefix) {
        return prefix.replaceAll("[^A-Za-z0-9]", "\\\\$0") + ".*";
    }

    private static List<TransactionListing> below(
            String prefix, Collection<TransactionListing> listed) {
        return listed.stream()
                .filter(listing -> listing.transactionalId().startsWith(prefix))
                .toList();
    }

    /** Ids as their coordinators describe them; unknown ones are absent. */
    Map<String, TransactionDescription> describe(Set<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Question question =
                new Question(
                        "the state of transactional ids",
                        right("DESCRIBE", ids.size() == 1 ? ids.iterator().next() : "ids"));
        Map<String, org.apache.kafka.clients.admin.TransactionDescription> described =
                session.askEach(
                        question,
                        admin -> futures(ids, admin.describeTransactions(ids)),
                        TransactionalIdNotFoundException.class::isInstance);
        Map<String, TransactionDescription> descriptions = new HashMap<>();
        described.forEach((id, seen) -> descriptions.put(id, description(id, seen)));
        return Map.copyOf(descriptions);
    }

    static Map<String, KafkaFuture<org.apache.kafka.clients.admin.TransactionDescription>> futures(
            Set<String> ids, org.apache.kafka.clients.admin.DescribeTransactionsResult result) {
        return ids.stream().collect(Collectors.toMap(Function.identity(), result::description));
    }

    private static TransactionDescription description(
            String id, org.apache.kafka.clients.admin.TransactionDescription seen) {
        return new TransactionDescription(
                id,
                STATES.getOrDefault(seen.state(), TransactionState.UNKNOWN),
                seen.producerId(),
                seen.producerEpoch(),
                Duration.ofMillis(seen.transactionTimeoutMs()),
                seen.transactionStartTimeMs().isPresent()
                        ? Instant.ofEpochMilli(seen.transactionStartTimeMs().getAsLong())
                        : null,
                seen.topicPartitions().stream()
                        .map(
                                partition ->
                                        new PartitionName(partition.topic(), partition.partition()))
                        .collect(Collectors.toSet()));
    }

    /** Takes an id over; its open transaction is aborted when this returns. */
    void fence(String id) {
        session.ask(
                new Question("taking over a transactional id", right("WRITE", id)),
                admin -> admin.fenceProducers(Set.of(id)).all());
    }

    static String right(String operation, String id) {
        return operation + " TransactionalId " + id;
    }
}
