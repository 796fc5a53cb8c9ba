package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.ledger.OpenGroup;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Sweep;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Open transactions as the status shows them: by revision, not one by one. */
final class OpenGroups {
    private OpenGroups() {}

    static List<OpenGroup> of(List<Sweep.Judged> judged, Instant now) {
        Map<Integer, Map<StandingKind, List<Sweep.Judged>>> groups =
                judged.stream()
                        .filter(one -> isWorthShowing(one, now))
                        .collect(
                                Collectors.groupingBy(
                                        one -> one.transaction().revision(),
                                        TreeMap::new,
                                        Collectors.groupingBy(
                                                one -> one.standing().kind(),
                                                TreeMap::new,
                                                Collectors.toList())));
        List<OpenGroup> shown = new ArrayList<>();
        groups.forEach(
                (revision, kinds) ->
                        kinds.forEach(
                                (kind, members) ->
                                        shown.add(
                                                new OpenGroup(
                                                        revision,
                                                        kind,
                                                        members.size(),
                                                        oldest(members, now)))));
        return List.copyOf(shown);
    }

    /** A transaction whose age is beyond half of its timeout: it is on its way to be lost. */
    static boolean isOld(TransactionDescription told, Instant now) {
        return told.started()
                .filter(
                        start ->
                                Duration.between(start, now).compareTo(told.timeout().dividedBy(2))
                                        > 0)
                .isPresent();
    }

    private static boolean isWorthShowing(Sweep.Judged one, Instant now) {
        return one.standing().kind() != StandingKind.LIVE
                || isOld(one.transaction().description(), now);
    }

    private static Instant oldest(List<Sweep.Judged> members, Instant now) {
        return members.stream()
                .map(Sweep.Judged::transaction)
                .map(OpenTransaction::description)
                .flatMap(told -> told.started().stream())
                .min(Comparator.naturalOrder())
                .orElse(now)
                // Kubernetes keeps times to the second.
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
