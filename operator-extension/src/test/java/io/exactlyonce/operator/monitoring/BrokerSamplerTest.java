package io.exactlyonce.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.plan.PlayedRun;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of brokers, how often, and what follows. */
class BrokerSamplerTest {
    private static final ObjectKey ORDERS = new ObjectKey("lab", "orders");
    private static final ObjectKey TOTALS = new ObjectKey("lab", "totals");
    private static final PartitionName OUT = new PartitionName("out", 0);
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private final PlayedBrokers brokers = new PlayedBrokers();
    private final ObjectMetrics metrics = new ObjectMetrics(this::now);
    private final BrokerSampler sampler = new BrokerSampler(brokers, metrics, this::now);
    private final Policy policy = PlayedRun.policy();
    private Instant now = Instant.parse("2026-07-01T10:00:00Z");

    private Instant now() {
        return now;
    }

    private TransactionDescription told(
            ObjectKey of, int number, TransactionState state, int epoch, Instant since) {
        String prefix =
                new TransactionalIdPrefix(
                                "eo1", of.namespace(), of.name(), Incarnation.of(of.name()), 1)
                        .format();
        return new TransactionDescription(
                prefix + "out.-0-" + number,
                state,
                of.name().hashCode() + number,
                epoch,
                TIMEOUT,
                state == TransactionState.ONGOING ? since : null,
                state == TransactionState.ONGOING ? Set.of(OUT) : Set.of());
    }

    private void listed(ObjectKey of, int... open) {
        Instant since = Instant.parse("2026-07-01T10:00:00Z");
        sampler.listed(
                of,
                policy,
                Arrays.stream(open)
                        .mapToObj(it -> told(of, it, TransactionState.ONGOING, 0, since))
                        .map(
                                it ->
                                        new OpenTransaction(
                                                it,
                                                TransactionalIdPrefix.ofId(it.transactionalId())
                                                        .orElseThrow()))
                        .toList());
    }

    private Optional<Double> value(ObjectKey of, Metric metric, String... labels) {
        return metrics.of(of).samples().stream()
                .filter(sample -> sample.metric() == metric)
                .filter(sample -> sample.labels().equals(List.of(labels)))
                .map(sample -> sample.value().applyAsDouble(now))
                .findFirst();
    }

    @Test
    void idleDeploymentCostsNoRequest() {
        listed(ORDERS);
        sampler.sample();

        assertThat(brokers.requests).isEmpty();
    }

    @Test
    void deploymentsOfAPolicyAreAskedAboutTogether() {
        listed(ORDERS, 1);
        listed(TOTALS, 1);
        listed(ORDERS, 2);
        listed(TOTALS, 2);

        sampler.sample();

        assertThat(brokers.requests).containsExactly("ends of 1", "describe 2");
    }

    @Test
    void lagIsNoStallAsLongAsTheOffsetMoves() {
        listed(ORDERS, 1);
        for (int round = 1; round <= 5; round++) {
            brokers.ends.put(OUT, new PartitionEnd(round * 100, round * 100 - 60));
            sampler.sample();
            now = now.plusSeconds(30);
        }

        assertThat(value(ORDERS, Metric.LAG, "out")).contains(60.0);
        assertThat(value(ORDERS, Metric.STALLED, "out")).contains(0.0);
    }

    @Test
    void offsetThatDoesNotMoveIsAStallFromWhenItWasFirstSeen() {
        listed(ORDERS, 1);
        for (int round = 1; round <= 5; round++) {
            brokers.ends.put(OUT, new PartitionEnd(round * 100, 40));
            sampler.sample();
            now = now.plusSeconds(30);
        }
        assertThat(value(ORDERS, Metric.STALLED, "out")).contains(120.0);

        listed(ORDERS);
        brokers.ends.put(OUT, new PartitionEnd(500, 500));
        sampler.sample();
        assertThat(value(ORDERS, Metric.STALLED, "out")).isEmpty();
    }

    /** Nobody writes to the topic any more, so no listing names it. */
    @Test
    void standStillOfAQuietTopicIsNotForgotten() {
        listed(ORDERS, 1);
        brokers.ends.put(OUT, new PartitionEnd(500, 40));
        sampler.sample();
        listed(ORDERS);

        for (int round = 1; round <= 4; round++) {
            now = now.plusSeconds(30);
            sampler.sample();
        }

        assertThat(value(ORDERS, Metric.LAG, "out")).contains(460.0);
        assertThat(value(ORDERS, Metric.STALLED, "out")).contains(120.0);
    }

    /** What others hold up on a topic that is not written to any more is not ours to show. */
    @Test
    void partitionThatMovesOnIsForgottenWithTheLastTransaction() {
        listed(ORDERS, 1);
        brokers.ends.put(OUT, new PartitionEnd(500, 40));
        sampler.sample();
        listed(ORDERS);
        brokers.ends.put(OUT, new PartitionEnd(600, 540));
        sampler.sample();
        brokers.requests.clear();

        sampler.sample();

        assertThat(value(ORDERS, Metric.LAG, "out")).isEmpty();
        assertThat(brokers.requests).noneMatch(it -> it.startsWith("ends"));
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE_COMMIT, 1, 0, committed",
        "PREPARE_COMMIT, 0, 0, committed",
        "COMPLETE_ABORT, 1, 0, aborted",
        "COMPLETE_ABORT, 1, 900, timed_out",
        "EMPTY, 1, 0, unknown",
    })
    void howItEndedIsWhatItsCoordinatorSays(
            TransactionState state, int epoch, int seconds, String outcome) {
        listed(ORDERS, 1);
        TransactionDescription ended = told(ORDERS, 1, state, epoch, now);
        brokers.ids.put(ended.transactionalId(), ended);
        now = now.plusSeconds(seconds);

        listed(ORDERS, 2);
        sampler.sample();
        sampler.sample();

        assertThat(value(ORDERS, Metric.TRANSACTIONS_ENDED, outcome)).contains(1.0);
        assertThat(value(ORDERS, Metric.TRANSACTIONS_OPENED)).contains(1.0);
        assertThat(brokers.requests).filteredOn("describe 1"::equals).hasSize(1);
    }

    @Test
    void silentBrokersAreAskedAgainAndNothingIsShownMeanwhile() {
        listed(ORDERS, 1);
        brokers.ends.put(OUT, new PartitionEnd(100, 40));
        sampler.sample();
        listed(ORDERS);
        brokers.silent = true;
        sampler.sample();
        assertThat(value(ORDERS, Metric.LAG, "out")).isEmpty();

        brokers.silent = false;
        sampler.sample();

        assertThat(value(ORDERS, Metric.TRANSACTIONS_ENDED, "unknown")).contains(1.0);
    }

    @Test
    void forgottenDeploymentIsNotAskedAbout() {
        listed(ORDERS, 1);
        sampler.forget(ORDERS);
        metrics.remove(ORDERS);

        sampler.sample();

        assertThat(brokers.requests).isEmpty();
        assertThat(metrics.known()).isEmpty();
    }
}
