package io.exactlyonce.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionTimeoutFormulaTest {
    @Test
    void ourDefaultsFitAStockBrokerWithTwoMinutesToSpare() {
        assertThat(formula(1, 2, 0, 0, 0).beforeCommit()).isEqualTo(Duration.ofMinutes(4));
        assertThat(formula(1, 2, 0, 0, 0).lowerBound()).isEqualTo(Duration.ofMinutes(13));
    }

    @Test
    void flinksDefaultCheckpointTimeoutDoesNotFitAStockBroker() {
        assertThat(formula(1, 10, 0, 0, 0).beforeCommit()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void everyToleratedFailureCostsOneMoreRound() {
        assertThat(formula(1, 2, 1, 2, 0).beforeCommit()).isEqualTo(Duration.ofMinutes(11));
    }

    @Test
    void aLongIntervalCountsInsteadOfTheCheckpoint() {
        assertThat(formula(5, 2, 1, 0, 0).beforeCommit()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void aPlainSavepointDelaysTheCommitByACheckpoint() {
        assertThat(formula(1, 2, 1, 0, 1).beforeCommit()).isEqualTo(Duration.ofMinutes(8));
    }

    private static TransactionTimeoutFormula formula(
            int interval, int timeout, int pause, int failures, int savepoints) {
        return new TransactionTimeoutFormula(
                Duration.ofMinutes(interval),
                Duration.ofMinutes(timeout),
                Duration.ofMinutes(pause),
                failures,
                savepoints,
                Duration.ofMinutes(8),
                Duration.ofMinutes(1));
    }
}
