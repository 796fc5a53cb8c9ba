package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.controller.Report;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.monitoring.ObjectSeries.Part;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Turns what the controller saw and did into series; only the replica that acts has any. */
final class DeploymentMetrics implements Report {
    private static final List<String> ENDINGS =
            List.of("committed", "aborted", "timed_out", "unknown");

    private final MeterRegistry registry;
    private final ObjectMetrics metrics;
    private final BrokerSampler brokers;
    private final CommitSampler commits;

    DeploymentMetrics(
            MeterRegistry registry,
            ObjectMetrics metrics,
            BrokerSampler brokers,
            CommitSampler commits) {
        this.registry = registry;
        this.metrics = metrics;
        this.brokers = brokers;
        this.commits = commits;
    }

    @Override
    public void of(String namespace, String name, LedgerObservation seen, LedgerPlan plan) {
        ObjectKey object = new ObjectKey(namespace, name);
        Ledgers ledgers = Ledgers.of(seen.ledgers(), plan);
        if (seen.deployment() == null && ledgers.after().isEmpty()) {
            forget(object);
            return;
        }
        ObjectSeries series = metrics.of(object);
        count(series.tally(), ledgers, seen);
        series.put(Part.CONTROLLER, samples(ledgers, seen));
        ledgers.after()
                .values()
                .forEach(
                        ledger ->
                                RevisionPhases.between(
                                                ledgers.before(ledger).history(), ledger.history())
                                        .forEach(this::record));
        follow(object, seen);
    }

    /** An object that is no more, or that nobody looks at any more. */
    void forget(ObjectKey object) {
        brokers.forget(object);
        commits.forget(object);
        metrics.remove(object);
    }

    private static List<Sample> samples(Ledgers ledgers, LedgerObservation seen) {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(Metric.LAST_LOOK, Sample.seconds(seen.now())));
        ledgers.own().ifPresent(own -> samples.addAll(LedgerSamples.of(own, seen)));
        samples.addAll(LedgerSamples.ofAll(ledgers.after().values()));
        samples.addAll(OpenSamples.of(seen.transactions(), ledgers.after().values(), seen.now()));
        seen.jobManager().ifPresent(job -> samples.addAll(JobSamples.of(job)));
        return samples;
    }

    private static void count(Tally tally, Ledgers ledgers, LedgerObservation seen) {
        tally.add(Metric.TRANSACTIONS_OPENED, 0);
        ENDINGS.forEach(ending -> tally.add(Metric.TRANSACTIONS_ENDED, 0, ending));
        Stream.of(CommitOutcome.values())
                .forEach(outcome -> tally.add(Metric.COMMITS, 0, outcome.text()));
        for (Metric metric :
                List.of(
                        Metric.CHECKPOINTS_COMPLETED,
                        Metric.CHECKPOINTS_FAILED,
                        Metric.TRANSACTIONS_FENCED,
                        Metric.TRANSACTIONS_SETTLED,
                        Metric.TRANSACTIONS_LOST)) {
            tally.add(metric, 0);
        }
        for (Ledger ledger : ledgers.after().values()) {
            TransactionLog before = ledgers.before(ledger).transactions();
            TransactionLog after = ledger.transactions();
            tally.add(Metric.TRANSACTIONS_FENCED, more(before.fenced(), after.fenced()));
            tally.add(Metric.TRANSACTIONS_SETTLED, more(before.settled(), after.settled()));
            tally.add(Metric.TRANSACTIONS_LOST, more(before.lost(), after.lost()));
        }
        seen.jobManager()
                .filter(job -> job.checkpoints().answered())
                .map(job -> job.checkpoints().statistics())
                .ifPresent(
                        it -> {
                            tally.follow(Metric.CHECKPOINTS_COMPLETED, it.completed());
                            tally.follow(Metric.CHECKPOINTS_FAILED, it.failed());
                        });
    }

    private static int more(int before, int after) {
        return Math.max(0, after - before);
    }

    private void record(RevisionPhases.Ended ended) {
        Timer.builder(Metric.REVISION_CHANGE.meter())
                .description(Metric.REVISION_CHANGE.help())
                .tags(
                        "change",
                        ended.change(),
                        "phase",
                        ended.phase().text(),
                        "outcome",
                        ended.outcome())
                .serviceLevelObjectives(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15),
                        Duration.ofHours(1))
                .register(registry)
                .record(ended.duration());
    }

    private void follow(ObjectKey object, LedgerObservation seen) {
        commits.runs(object, seen.jobManager().map(FlinkObservation::jobId).orElse(""));
        seen.transactions()
                .brokers()
                .forEach(
                        (name, answer) -> {
                            if (answer instanceof Told told
                                    && seen.transactions().policies().get(name)
                                            instanceof PolicyLookup.Found found) {
                                found.valid()
                                        .ifPresent(it -> brokers.listed(object, it, told.open()));
                            }
                        });
    }
}
