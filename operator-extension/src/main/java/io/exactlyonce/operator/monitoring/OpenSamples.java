package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.ledger.OpenGroup;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Open transactions of a name, as series.
 *
 * @param open as the brokers listed them
 * @param ledgers of the name, after the plan
 */
record OpenSamples(List<OpenTransaction> open, Collection<Ledger> ledgers) {
    private static final String FOREIGN = "foreign";

    /** Nothing if brokers were silent: what is not known is not 0. */
    static List<Sample> of(TransactionEvidence evidence, Collection<Ledger> ledgers, Instant now) {
        boolean told =
                !evidence.brokers().isEmpty()
                        && evidence.brokers().values().stream().allMatch(Told.class::isInstance);
        return told ? new OpenSamples(open(evidence), ledgers).samples(now) : List.of();
    }

    /** Everything that some brokers listed. */
    static List<OpenTransaction> open(TransactionEvidence evidence) {
        return evidence.brokers().values().stream()
                .filter(Told.class::isInstance)
                .flatMap(brokers -> ((Told) brokers).open().stream())
                .toList();
    }

    private List<Sample> samples(Instant now) {
        Set<Incarnation> known =
                ledgers.stream()
                        .map(Ledger::identity)
                        .map(LedgerIdentity::incarnation)
                        .collect(Collectors.toSet());
        List<OpenTransaction> ours =
                open.stream().filter(it -> known.contains(it.prefix().incarnation())).toList();
        List<Sample> samples = new ArrayList<>();
        Map<StandingKind, Integer> counts = counts();
        int notLive = 0;
        for (StandingKind kind : StandingKind.values()) {
            if (kind != StandingKind.LIVE) {
                int count = counts.getOrDefault(kind, 0);
                notLive += count;
                samples.add(standing(kind.text().toLowerCase(Locale.ROOT), count));
            }
        }
        // The ledger leaves those of the running revision out as long as they are young.
        samples.add(standing("live", Math.max(0, ours.size() - notLive)));
        samples.add(standing(FOREIGN, open.size() - ours.size()));
        ours.stream()
                .map(OpenTransaction::description)
                .filter(told -> told.started().isPresent())
                .max(Comparator.comparingDouble(told -> ratio(told, now)))
                .ifPresent(oldest -> samples.addAll(ages(oldest)));
        return samples;
    }

    private Map<StandingKind, Integer> counts() {
        return ledgers.stream()
                .flatMap(ledger -> ledger.transactions().open().stream())
                .collect(
                        Collectors.groupingBy(
                                OpenGroup::standing, Collectors.summingInt(OpenGroup::count)));
    }

    private static Sample standing(String standing, int count) {
        return Sample.of(Metric.TRANSACTIONS_OPEN, count, standing);
    }

    private static List<Sample> ages(TransactionDescription oldest) {
        return List.of(
                Sample.age(Metric.TRANSACTION_AGE, oldest.started().orElseThrow()),
                new Sample(Metric.TRANSACTION_AGE_RATIO, List.of(), now -> ratio(oldest, now)));
    }

    private static double ratio(TransactionDescription told, Instant now) {
        double age = Sample.seconds(Duration.between(told.started().orElseThrow(), now));
        return age / Math.max(1, Sample.seconds(told.timeout()));
    }
}
