package io.exactlyonce.operator.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.rule.TransactionTimeoutFormula.Checkpointing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionTimeoutFormulaTest {
    private static final Duration BROKER_DEFAULT_MAXIMUM = Duration.ofMinutes(15);

    @Test
    void defaultsOfThePolicyGiveThirteenMinutes() {
        TransactionTimeoutFormula formula =
                new TransactionTimeoutFormula(
                        new Checkpointing(minutes(1), minutes(2), minutes(0), 0),
                        0,
                        minutes(8),
                        minutes(1));

        assertThat(formula.untilCheckpointCompleted()).isEqualTo(minutes(4));
        assertThat(formula.lowerBound()).isEqualTo(minutes(13)).isLessThan(BROKER_DEFAULT_MAXIMUM);
    }

    @Test
    void defaultsOfFlinkNeedMoreThanTheBrokersAllowBeforeAnyOutage() {
        // Flink: checkpoint timeout 10 min, min pause 0, tolerable failures 0
        TransactionTimeoutFormula formula = bare(checkpointing(1, 10, 0, 0), 0);

        assertThat(formula.untilCheckpointCompleted())
                .isEqualTo(minutes(20))
                .isGreaterThan(BROKER_DEFAULT_MAXIMUM);
    }

    @Test
    void longIntervalCountsInsteadOfTimeoutAndPause() {
        assertThat(bare(checkpointing(30, 2, 3, 0), 0).untilCheckpointCompleted())
                .isEqualTo(minutes(30 + 2));
        assertThat(bare(checkpointing(1, 2, 3, 0), 0).untilCheckpointCompleted())
                .isEqualTo(minutes(5 + 2));
    }

    @Test
    void eachTolerableFailureAddsOneDistance() {
        assertThat(bare(checkpointing(1, 2, 0, 3), 0).untilCheckpointCompleted())
                .isEqualTo(minutes(4 * 2 + 2));
    }

    @Test
    void eachSavepointAddsItsTimeoutAndPause() {
        assertThat(bare(checkpointing(1, 2, 1, 0), 2).untilCheckpointCompleted())
                .isEqualTo(minutes(3 + 2 + 2 * 3));
    }

    @Test
    void outageAndSlackAddToTheBound() {
        TransactionTimeoutFormula formula =
                new TransactionTimeoutFormula(
                        checkpointing(1, 1, 0, 0), 0, minutes(5), Duration.ofSeconds(90));

        assertThat(formula.lowerBound()).isEqualTo(minutes(2 + 5).plusSeconds(90));
    }

    @Test
    void unlimitedTolerableFailuresDoNotOverflow() {
        assertThat(bare(checkpointing(1, 1, 0, Integer.MAX_VALUE), 0).untilCheckpointCompleted())
                .isEqualTo(minutes(1L + Integer.MAX_VALUE + 1));
    }

    @Test
    void valuesThatWouldMakeTheBoundTooLowAreRefused() {
        assertThatThrownBy(() -> checkpointing(0, 2, 0, 0))
                .hasMessageStartingWith("execution.checkpointing.interval is PT0S");
        assertThatThrownBy(() -> checkpointing(1, 0, 0, 0))
                .hasMessageStartingWith("execution.checkpointing.timeout is PT0S");
        assertThatThrownBy(() -> checkpointing(1, 1, -1, 0))
                .hasMessageStartingWith("execution.checkpointing.min-pause is PT-1M");
        assertThatThrownBy(() -> checkpointing(1, 1, 0, -1))
                .hasMessageStartingWith("execution.checkpointing.tolerable-failed-checkpoints is");
        assertThatThrownBy(() -> bare(checkpointing(1, 1, 0, 0), -1))
                .hasMessageStartingWith("savepointsBetween=-1");
        assertThatThrownBy(
                        () ->
                                new TransactionTimeoutFormula(
                                        checkpointing(1, 1, 0, 0),
                                        0,
                                        minutes(1),
                                        Duration.ofSeconds(59)))
                .hasMessageStartingWith("slack is PT59S");
    }

    private static TransactionTimeoutFormula bare(Checkpointing checkpointing, int savepoints) {
        return new TransactionTimeoutFormula(checkpointing, savepoints, minutes(0), minutes(1));
    }

    private static Checkpointing checkpointing(
            long interval, long timeout, long minPause, int tolerableFailures) {
        return new Checkpointing(
                minutes(interval), minutes(timeout), minutes(minPause), tolerableFailures);
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
