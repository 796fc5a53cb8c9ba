package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.Action;
import io.exactlyonce.operator.plan.LedgerObservation;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.PlayedRun;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a look becomes a series, and what of it goes when. */
class DeploymentMetricsTest {
    private static final Instant START = Instant.parse("2026-07-01T10:00:00Z");

    private PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Optional<Map<String, Long>> counts = Optional.empty();
    private Instant now = START;
    private final PlayedBrokers brokers = new PlayedBrokers();
    private final PlayedLedgers ledgers = new PlayedLedgers();
    private final PlayedRun run = new PlayedRun("orders", List.of(1, 2, 2, 3, 4, 5, 5), START);
    private Monitoring monitoring = monitoring();

    private Monitoring monitoring() {
        return new Monitoring(
                registry,
                new Monitoring.Sources(
                        brokers, (namespace, name, job, counters) -> counts, ledgers),
                this::now);
    }

    private Instant now() {
        return now;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private PlayedRun.Look look() {
        PlayedRun.Look look = run.look(now);
        report(look.seen(), look.plan());
        return look;
    }

    private void report(LedgerObservation seen, LedgerPlan plan) {
        monitoring.report().of("lab", "orders", seen, plan);
    }

    private Optional<Double> value(Metric metric, String... labels) {
        return Scrape.of(registry).value(metric, labels);
    }

    /** It runs, has completed a checkpoint, and a transaction of it is open. */
    @BeforeEach
    void runs() {
        for (int event = 0; event <= 8; event++) {
            run.event(event);
            look();
            pass(Duration.ofSeconds(6));
        }
        run.checkpoint(1, now);
        run.open(1, 2, now);
        look();
    }

    @Test
    void checkpointGetsOlderBetweenTwoLooks() {
        pass(Duration.ofSeconds(40));

        assertThat(value(Metric.CHECKPOINT_AGE)).contains(40.0);
        assertThat(value(Metric.CHECKPOINT_DURATION)).contains(0.85);
        assertThat(value(Metric.CHECKPOINT_SIZE)).contains(4_194_304.0);
        assertThat(value(Metric.CHECKPOINT_WRITTEN)).contains(65_536.0);
        assertThat(value(Metric.CHECKPOINT_INTERVAL)).contains(60.0);
    }

    @Test
    void transactionUsesUpItsTimeout() {
        pass(PlayedRun.TRANSACTION_TIMEOUT.dividedBy(2));

        assertThat(value(Metric.TRANSACTION_AGE_RATIO)).contains(0.5);
        assertThat(value(Metric.TRANSACTIONS_OPEN, "standing=\"live\"")).contains(1.0);
        assertThat(value(Metric.TRANSACTIONS_OPEN, "standing=\"orphan\"")).contains(0.0);
    }

    @Test
    void whatSilentBrokersHideIsAbsentNotZero() {
        run.silence("they did not answer");
        look();

        assertThat(value(Metric.TRANSACTIONS_OPEN, "standing=\"live\"")).isEmpty();
        assertThat(value(Metric.TRANSACTION_AGE_RATIO)).isEmpty();
        assertThat(value(Metric.CONDITION, "type=\"TransactionsClean\"", "status=\"Unknown\""))
                .contains(1.0);
        assertThat(value(Metric.CONDITION_REASON, "type=\"TransactionsClean\"", "BrokerUnreach"))
                .contains(1.0);
    }

    @Test
    void lossIsCountedOnceAndItsTimeStays() {
        PlayedRun.Look look = look();
        Ledger before = look.plan().ledger().orElseThrow();
        Loss one = new Loss("id-1", 7, 3, 1, "s3://lab/chk-1", now, null);
        Loss other = new Loss("id-2", 7, 3, 1, "s3://lab/chk-1", now, null);
        Ledger after = before.with(before.transactions().losing(List.of(one, other, one)));

        report(look.seen(), planned(after));
        report(seenAgain(look.seen(), after), planned(after));

        assertThat(value(Metric.TRANSACTIONS_LOST)).contains(2.0);
        assertThat(value(Metric.NEWEST_LOSS)).contains((double) now.getEpochSecond());
    }

    @Test
    void everyCounterIsThereBeforeItCounts() {
        assertThat(value(Metric.TRANSACTIONS_LOST)).contains(0.0);
        assertThat(value(Metric.TRANSACTIONS_FENCED)).contains(0.0);
        assertThat(value(Metric.COMMITS, "outcome=\"lost\"")).contains(0.0);
        assertThat(value(Metric.TRANSACTIONS_ENDED, "outcome=\"timed_out\"")).contains(0.0);
    }

    @Test
    void deadlineComesNearerAndGoesWithTheDeadline() {
        PlayedRun.Look look = look();
        Ledger before = look.plan().ledger().orElseThrow();
        CommitDeadline deadline = new CommitDeadline(now, now.plus(Duration.ofMinutes(10)), 3, 0);
        report(look.seen(), planned(before.with(before.transactions().until(deadline))));
        pass(Duration.ofMinutes(8));

        assertThat(value(Metric.DEADLINE)).contains(120.0);
        assertThat(value(Metric.DEADLINE_ELAPSED)).contains(0.8);

        look();
        assertThat(value(Metric.DEADLINE)).isEmpty();
    }

    @Test
    void countsOfARemovedLedgerDoNotGoBack() {
        PlayedRun.Look look = look();
        Ledger before = look.plan().ledger().orElseThrow();
        TransactionLog fenced = before.transactions().ending(List.of(), 5, 1);
        report(look.seen(), planned(before.with(fenced)));
        assertThat(value(Metric.TRANSACTIONS_FENCED)).contains(5.0);

        report(
                seenAgain(look.seen(), before.with(fenced)),
                new LedgerPlan(
                        null,
                        List.of(),
                        List.of(new Action.RemoveLedger(before.identity())),
                        Duration.ofMinutes(1)));

        assertThat(value(Metric.TRANSACTIONS_FENCED)).contains(5.0);
        assertThat(value(Metric.TRANSACTIONS_SETTLED)).contains(1.0);
    }

    @Test
    void deploymentThatIsGoneWithItsLedgerHasNoSeries() {
        run.event(41);
        PlayedRun.Look last = look();
        assertThat(value(Metric.CONDITION, "type=\"Ready\"", "status=\"True\"")).isEmpty();
        assertThat(value(Metric.TRANSACTIONS_LOST)).isPresent();

        report(seenAgain(last.seen()), new LedgerPlan(null, List.of(), List.of(), Duration.ZERO));

        assertThat(Scrape.of(registry).series().keySet()).noneMatch(it -> it.contains("orders"));
    }

    @Test
    void ledgerThatWasDeletedByHandIsForgotten() {
        pass(Monitoring.FORGOTTEN.plusSeconds(1));
        monitoring.sample();

        assertThat(Scrape.of(registry).series().keySet()).noneMatch(it -> it.contains("orders"));
    }

    @Test
    void revisionIsTimedOnceForEachPhase() {
        look();
        look();

        Scrape scrape = Scrape.of(registry);
        assertThat(scrape.series())
                .containsEntry(
                        "exactly_once_revision_change_seconds_count{change=\"first\","
                                + "outcome=\"Completed\",phase=\"whole\"}",
                        "1")
                .containsEntry(
                        "exactly_once_revision_change_seconds_sum{change=\"first\","
                                + "outcome=\"Completed\",phase=\"whole\"}",
                        "54.0");
        assertThat(value(Metric.REVISION_PHASE, "phase=\"deploy\"")).contains(12.0);
        assertThat(value(Metric.LIVE_REVISION)).contains(1.0);
    }

    @Test
    void whatAJobCountedBeforeTheFirstLookIsNotNews() {
        anotherReplicaActs();
        counts = Optional.of(Map.of("lostCommits", 3L, "successfulCommittables", 100L));
        monitoring.sample();
        assertThat(value(Metric.COMMITS, "outcome=\"lost\"")).contains(0.0);

        counts = Optional.of(Map.of("lostCommits", 4L, "successfulCommittables", 101L));
        monitoring.sample();
        assertThat(value(Metric.COMMITS, "outcome=\"lost\"")).contains(1.0);
        assertThat(value(Metric.COMMITS, "outcome=\"committed\"")).contains(1.0);
    }

    private void anotherReplicaActs() {
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        monitoring = monitoring();
        look();
    }

    @Test
    void counterThatBeganAgainIsCountedFromItsBeginning() {
        counts = Optional.of(Map.of("lostCommits", 3L));
        monitoring.sample();
        counts = Optional.of(Map.of("lostCommits", 2L));
        monitoring.sample();

        assertThat(value(Metric.COMMITS, "outcome=\"lost\"")).contains(5.0);
    }

    @Test
    void everyLossOfTheNextJobIsNews() {
        counts = Optional.of(Map.of("lostCommits", 3L));
        monitoring.sample();
        for (int event = 9; event <= 23; event++) {
            run.event(event);
            look();
        }
        counts = Optional.of(Map.of("lostCommits", 4L));
        monitoring.sample();

        assertThat(value(Metric.COMMITS, "outcome=\"lost\"")).contains(7.0);
    }

    @Test
    void jobThatIsNotSeenForAWhileIsNotAnotherOne() {
        counts = Optional.of(Map.of("lostCommits", 3L));
        monitoring.sample();
        PlayedRun.Look look = look();
        report(
                new LedgerObservation(
                        look.seen().deployment(),
                        look.seen().ledgers(),
                        null,
                        look.seen().policy(),
                        look.seen().assessment(),
                        look.seen().snapshots(),
                        look.seen().transactions(),
                        look.seen().now()),
                look.plan());
        look();
        monitoring.sample();

        assertThat(value(Metric.COMMITS, "outcome=\"lost\"")).contains(3.0);
    }

    private static LedgerPlan planned(Ledger next) {
        return new LedgerPlan(next, List.of(), List.of(), Duration.ofMinutes(1));
    }

    private static LedgerObservation seenAgain(LedgerObservation seen, Ledger... ledgers) {
        return new LedgerObservation(
                ledgers.length == 0 ? null : seen.deployment(),
                List.of(ledgers),
                seen.flink(),
                seen.policy(),
                seen.assessment(),
                seen.snapshots(),
                seen.transactions(),
                seen.now());
    }
}
