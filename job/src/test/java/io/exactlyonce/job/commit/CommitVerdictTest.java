package io.exactlyonce.job.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.commit.TransactionAnswer.Described;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommitVerdictTest {
    private static final PendingCommit PENDING = new PendingCommit("id", 7, 3);

    @ParameterizedTest
    @CsvSource({
        "ONGOING, 3, OPEN",
        "ONGOING, 4, COMMITTED",
        "PREPARE_COMMIT, 3, COMMITTED",
        "PREPARE_COMMIT, 4, COMMITTED",
        "COMPLETE_COMMIT, 3, COMMITTED",
        "COMPLETE_COMMIT, 4, COMMITTED",
        "EMPTY, 3, UNKNOWN",
        "EMPTY, 4, COMMITTED",
        "PREPARE_ABORT, 3, LOST",
        "PREPARE_ABORT, 4, LOST",
        "COMPLETE_ABORT, 3, LOST",
        "COMPLETE_ABORT, 4, LOST",
        "PREPARE_EPOCH_FENCE, 4, LOST",
        "UNKNOWN, 3, UNKNOWN"
    })
    void stateAndEpochDecideWhereEveryIdServesOnce(
            TransactionState state, int epoch, CommitVerdict expected) {
        assertThat(CommitVerdict.of(PENDING, new Described(state, 7, epoch, true), false))
                .isEqualTo(expected);
        assertThat(CommitVerdict.of(PENDING, new Described(state, 7, epoch, false), false))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void anotherProducerOrALaterOneTellsNothing(TransactionState state) {
        assertThat(CommitVerdict.of(PENDING, new Described(state, 8, 3, true), false))
                .isEqualTo(CommitVerdict.UNKNOWN);
        assertThat(CommitVerdict.of(PENDING, new Described(state, 7, 5, true), false))
                .isEqualTo(CommitVerdict.UNKNOWN);
        assertThat(CommitVerdict.of(PENDING, new Described(state, 7, 2, true), false))
                .isEqualTo(CommitVerdict.UNKNOWN);
    }

    /** With version 0 and 1 a reused id keeps its epoch: the abort may be a later transaction's. */
    @ParameterizedTest
    @CsvSource({"true, LOST", "false, UNKNOWN"})
    void theAbortOfAReusedIdIsALossOnlyIfEpochsRiseWithEveryTransaction(
            boolean epochPerTransaction, CommitVerdict expected) {
        Described aborted =
                new Described(TransactionState.COMPLETE_ABORT, 7, 4, epochPerTransaction);

        assertThat(CommitVerdict.of(PENDING, aborted, true)).isEqualTo(expected);
    }
}
