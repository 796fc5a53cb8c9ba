package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.monitoring.ObjectSeries.Part;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.StallView;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of brokers only to be shown: where partitions with open transactions end, and how
 * transactions ended that are listed no more; and, if a partition stands still, what holds it. All
 * is asked once for all deployments of a policy, and only while there is something to ask about;
 * nothing is decided by the answers.
 */
final class BrokerSampler implements StallView {
    /** Bounds one request; the lag of what is beyond it is not shown. */
    static final int MOST_PARTITIONS = 2_000;

    private final KafkaPort kafka;
    private final ObjectMetrics metrics;
    private final InstantSource clock;
    private final Map<Followed, State> followed = new ConcurrentHashMap<>();

    BrokerSampler(KafkaPort kafka, ObjectMetrics metrics, InstantSource clock) {
        this.kafka = kafka;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A name at the brokers of a policy; both are of one namespace. */
    private record Followed(ObjectKey object, ObjectKey policy) {}

    private static final class State {
        private final OpenIds ids = new OpenIds();
        private final StableOffsets offsets = new StableOffsets();
        private volatile Policy policy;
        private volatile @Nullable List<SeenStall> stalls;

        private State(Policy policy) {
            this.policy = policy;
        }

        /**
         * With what an open transaction has written to, and what stood still when it was last
         * looked at: what hangs holds readers up though nobody writes to the topic any more.
         */
        Set<PartitionName> partitions() {
            Set<PartitionName> partitions = new HashSet<>(ids.partitions());
            partitions.addAll(offsets.since().keySet());
            return partitions;
        }

        /** Without what has moved on meanwhile, and is nobody's here any more. */
        Set<PartitionName> partitions(Map<PartitionName, PartitionEnd> ends) {
            Set<PartitionName> partitions = new HashSet<>(ids.partitions());
            partitions.addAll(offsets.unmoved(ends));
            return partitions;
        }
    }

    /** What the brokers of a policy listed of a name. */
    void listed(ObjectKey object, Policy policy, List<OpenTransaction> open) {
        Followed key =
                new Followed(object, new ObjectKey(object.namespace(), policy.identity().name()));
        State state = followed.computeIfAbsent(key, same -> new State(policy));
        state.policy = policy;
        metrics.of(object).tally().add(Metric.TRANSACTIONS_OPENED, state.ids.listed(open));
    }

    void forget(ObjectKey object) {
        followed.keySet().removeIf(key -> key.object().equals(object));
    }

    /** Asks, and shows what was answered. */
    void sample() {
        Map<ObjectKey, List<Followed>> policies =
                followed.keySet().stream().collect(Collectors.groupingBy(Followed::policy));
        policies.values().forEach(this::sample);
    }

    private void sample(List<Followed> keys) {
        Map<Followed, State> states = new HashMap<>();
        for (Followed key : keys) {
            State state = followed.get(key);
            if (state != null) {
                states.put(key, state);
            }
        }
        if (states.isEmpty()) {
            return;
        }
        Policy policy = states.values().iterator().next().policy;
        try {
            stalls(policy, states, offsets(policy, states));
            endings(policy, states);
        } catch (UnavailableException e) {
            states.forEach(
                    (key, state) -> {
                        show(key, List.of());
                        state.stalls = null;
                    });
        }
    }

    /** What holds partitions that stand still; a partition of two deployments is asked for once. */
    private void stalls(
            Policy policy, Map<Followed, State> states, Map<PartitionName, PartitionEnd> ends) {
        StallQuestions questions = new StallQuestions(kafka, policy, clock.instant());
        Map<PartitionName, StallQuestions.Still> suspects = new HashMap<>();
        states.values().stream()
                .map(it -> questions.suspects(ends, it.offsets.since(), it.ids.oldest()))
                .flatMap(List::stream)
                .forEach(it -> suspects.putIfAbsent(it.partition(), it));
        List<SeenStall> seen = questions.ask(suspects.values());
        states.values()
                .forEach(
                        state ->
                                state.stalls =
                                        seen.stream()
                                                .filter(
                                                        it ->
                                                                state.offsets
                                                                        .since()
                                                                        .containsKey(
                                                                                it.partition()))
                                                .toList());
    }

    @Override
    public Optional<List<SeenStall>> stalls(Policy policy, String deployment) {
        String namespace = policy.identity().namespace();
        State state =
                followed.get(
                        new Followed(
                                new ObjectKey(namespace, deployment),
                                new ObjectKey(namespace, policy.identity().name())));
        return state == null ? Optional.empty() : Optional.ofNullable(state.stalls);
    }

    private Map<PartitionName, PartitionEnd> offsets(Policy policy, Map<Followed, State> states) {
        Set<PartitionName> wanted =
                states.values().stream()
                        .flatMap(state -> state.partitions().stream())
                        .distinct()
                        .limit(MOST_PARTITIONS)
                        .collect(Collectors.toSet());
        Map<PartitionName, PartitionEnd> ends =
                wanted.isEmpty() ? Map.of() : kafka.ends(policy, wanted);
        Instant now = clock.instant();
        states.forEach(
                (key, state) -> {
                    Map<PartitionName, PartitionEnd> own = new HashMap<>(ends);
                    own.keySet().retainAll(state.partitions(ends));
                    show(key, state.offsets.samples(own, now));
                });
        return ends;
    }

    private void endings(Policy policy, Map<Followed, State> states) {
        Set<String> ids = new HashSet<>();
        states.values().stream()
                .flatMap(state -> state.ids.questions().stream())
                .limit(OpenIds.MOST_ENDED)
                .forEach(ids::add);
        if (ids.isEmpty()) {
            return;
        }
        Map<String, TransactionDescription> told = kafka.describe(policy, ids);
        Instant now = clock.instant();
        states.forEach(
                (key, state) ->
                        state.ids
                                .answered(told, ids, now)
                                .forEach((outcome, count) -> count(key, outcome, count)));
    }

    private void count(Followed key, String outcome, int count) {
        metrics.find(key.object())
                .ifPresent(it -> it.tally().add(Metric.TRANSACTIONS_ENDED, count, outcome));
    }

    private void show(Followed key, List<Sample> samples) {
        metrics.find(key.object()).ifPresent(it -> it.put(Part.BROKERS, samples));
    }
}
