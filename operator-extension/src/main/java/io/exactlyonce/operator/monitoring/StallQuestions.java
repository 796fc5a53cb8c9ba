package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.plan.evidence.Patience;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.Holders;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.SeenStall.Untold;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.Stalls;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What holds partitions that have stood still for longer than a healthy job's do. Costs two
 * questions, and none as long as nothing stands still; more only where something may not be told.
 *
 * @param kafka brokers
 * @param policy of the deployments that write there
 * @param now time of the look
 */
record StallQuestions(KafkaPort kafka, Policy policy, Instant now) {
    /** Bounds one request; of the rest it is said that nobody has looked. */
    static final int MOST_PARTITIONS = 100;

    /**
     * A partition that stands still.
     *
     * @param end where
     * @param since when it was first seen there
     */
    record Still(PartitionName partition, PartitionEnd end, Instant since) {
        SeenStall because(SeenStall.Cause cause) {
            return new SeenStall(partition, end, since, cause);
        }
    }

    /**
     * Those that lag and have stood still for too long, or are held by something too old: after a
     * restart of the operator only its age tells.
     *
     * @param since when the offsets of those that lag were first seen where they are
     * @param oldest when the oldest listed transaction of a partition began
     */
    List<Still> suspects(
            Map<PartitionName, PartitionEnd> ends,
            Map<PartitionName, Instant> since,
            Map<PartitionName, Instant> oldest) {
        List<Still> suspects = new ArrayList<>();
        since.forEach(
                (partition, first) -> {
                    PartitionEnd end = ends.get(partition);
                    if (end != null
                            && (isTooLong(first)
                                    || isTooLong(oldest.getOrDefault(partition, now)))) {
                        suspects.add(new Still(partition, end, first));
                    }
                });
        return suspects;
    }

    private boolean isTooLong(Instant since) {
        return !since.plus(Patience.of(policy.checkpoints()).usual()).isAfter(now);
    }

    /**
     * Asks; what turns out to have moved on, or to be young, is left out.
     *
     * @param suspects each partition once
     */
    List<SeenStall> ask(Collection<Still> suspects) {
        if (suspects.isEmpty()) {
            return List.of();
        }
        List<Still> worst =
                suspects.stream()
                        .sorted(Comparator.comparing(Still::since).thenComparing(Still::partition))
                        .toList();
        int most = Math.min(MOST_PARTITIONS, worst.size());
        List<SeenStall> seen = new ArrayList<>(answers(worst.subList(0, most)));
        Untold rest = new Untold("only " + most + " partitions are looked into at once");
        worst.subList(most, worst.size()).forEach(it -> seen.add(it.because(rest)));
        return List.copyOf(seen);
    }

    private List<SeenStall> answers(List<Still> asked) {
        try {
            return told(asked);
        } catch (UnavailableException e) {
            return asked.stream().map(it -> it.because(new Untold(e.what()))).toList();
        }
    }

    private List<SeenStall> told(List<Still> asked) {
        Map<PartitionName, PartitionEnd> ends =
                asked.stream().collect(Collectors.toMap(Still::partition, Still::end));
        Map<PartitionName, List<OpenProducer>> producers = kafka.producers(policy, ends.keySet());
        Holders holders = Holders.of(kafka, policy, producers);
        Map<PartitionName, Stall> stalls =
                Stalls.of(ends, producers, holders.known()).stream()
                        .collect(Collectors.toMap(Stall::partition, Function.identity()));
        List<SeenStall> seen = new ArrayList<>();
        for (Still still : asked) {
            Stall stall = stalls.get(still.partition());
            if (stall != null && isTooLong(start(still, stall))) {
                seen.add(still.because(holders.cause(stall)));
            }
        }
        return seen;
    }

    /** One that nobody knows is as old as its place: a commit between two questions looks alike. */
    private static Instant start(Still still, Stall stall) {
        return stall.known().flatMap(TransactionDescription::started).orElse(still.since());
    }
}
