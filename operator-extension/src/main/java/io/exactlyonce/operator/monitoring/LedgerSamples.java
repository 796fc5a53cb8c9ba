package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What the ledgers of a name say, as series. */
final class LedgerSamples {
    private LedgerSamples() {}

    /** Conditions, violations and revisions of a deployment that is there. */
    static List<Sample> of(Ledger own, LedgerObservation seen) {
        List<Sample> samples = new ArrayList<>();
        own.conditions().all().forEach(condition -> samples.addAll(of(condition)));
        seen.assessment().violations().stream()
                .map(Violation::code)
                .distinct()
                .forEach(code -> samples.add(Sample.of(Metric.VIOLATION, true, code.id())));
        own.live()
                .map(RevisionRecord::number)
                .ifPresent(live -> samples.add(Sample.of(Metric.LIVE_REVISION, live)));
        samples.add(Sample.of(Metric.LATEST_REVISION, own.history().highest()));
        RevisionPhases.ofNewest(own)
                .forEach(
                        (phase, duration) ->
                                samples.add(
                                        Sample.of(
                                                Metric.REVISION_PHASE,
                                                Sample.seconds(duration),
                                                phase.text())));
        return samples;
    }

    private static List<Sample> of(Condition condition) {
        List<Sample> samples = new ArrayList<>();
        String type = condition.type().text();
        for (ConditionStatus status : ConditionStatus.values()) {
            samples.add(
                    Sample.of(Metric.CONDITION, condition.status() == status, type, status.text()));
        }
        samples.add(Sample.of(Metric.CONDITION_REASON, true, type, condition.reason()));
        return samples;
    }

    /** Losses and the commit deadline, of all incarnations: what is gone can still lose. */
    static List<Sample> ofAll(Collection<Ledger> ledgers) {
        List<Sample> samples = new ArrayList<>();
        ledgers.stream()
                .flatMap(ledger -> ledger.transactions().losses().stream())
                .map(Loss::seenAt)
                .max(Comparator.naturalOrder())
                .ifPresent(at -> samples.add(Sample.of(Metric.NEWEST_LOSS, Sample.seconds(at))));
        ledgers.stream()
                .flatMap(ledger -> ledger.transactions().deadlineIfAny().stream())
                .min(Comparator.comparing(CommitDeadline::at))
                .ifPresent(deadline -> samples.addAll(of(deadline)));
        return samples;
    }

    private static List<Sample> of(CommitDeadline deadline) {
        return List.of(
                new Sample(
                        Metric.DEADLINE,
                        List.of(),
                        now -> Sample.seconds(Duration.between(now, deadline.at()))),
                new Sample(Metric.DEADLINE_ELAPSED, List.of(), now -> elapsed(deadline, now)));
    }

    private static double elapsed(CommitDeadline deadline, Instant now) {
        double whole = Sample.seconds(Duration.between(deadline.since(), deadline.at()));
        return whole <= 0 ? 1 : Sample.seconds(Duration.between(deadline.since(), now)) / whole;
    }
}
