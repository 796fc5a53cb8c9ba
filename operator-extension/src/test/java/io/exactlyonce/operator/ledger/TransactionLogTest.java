package io.exactlyonce.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a loss is another one. */
class TransactionLogTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Loss FIRST = new Loss("id-1", 7, 3, 1, "s3://b/chk-6", NOW, null);

    private static TransactionLog losing(Loss... losses) {
        TransactionLog log = TransactionLog.NONE;
        for (Loss loss : losses) {
            log = log.losing(List.of(loss));
        }
        return log;
    }

    @Test
    void anotherTransactionOfTheSameIdIsAnotherLoss() {
        Loss later = new Loss("id-1", 7, 5, 1, "s3://b/chk-9", NOW, null);

        assertThat(losing(FIRST, later).lost()).isEqualTo(2);
        assertThat(losing(FIRST, later, FIRST, later).losses()).containsExactly(FIRST, later);
    }

    @Test
    void oneThatTwoSnapshotsHoldIsOneLoss() {
        assertThat(losing(FIRST, new Loss("id-1", 7, 3, 1, "s3://b/chk-7", NOW, null)).lost())
                .isEqualTo(1);
    }

    @Test
    void withoutAProducerTheSnapshotTellsThemApart() {
        Loss old = new Loss("id-1", Loss.UNKNOWN, Loss.UNKNOWN, 1, "s3://b/chk-6", NOW, null);

        assertThat(losing(old, FIRST).lost()).isEqualTo(1);
        assertThat(losing(old, new Loss("id-1", 7, 5, 1, "s3://b/chk-9", NOW, null)).lost())
                .isEqualTo(2);
    }

    @Test
    void snapshotThatIsFoundOutLaterIsAdded() {
        assertThat(losing(new Loss("id-1", 7, 3, 1, "", NOW, null), FIRST).losses())
                .containsExactly(FIRST);
    }

    @Test
    void lossIsHandledByALaterRevisionOnly() {
        TransactionLog log = losing(FIRST);

        assertThat(log.handled(NOW.minusSeconds(1)).openLosses()).containsExactly(FIRST);
        assertThat(log.handled(NOW.plusSeconds(1)).openLosses()).isEmpty();
        assertThat(log.handled(NOW.plusSeconds(1)).handled(NOW.plusSeconds(9)))
                .as("by the first of them")
                .isEqualTo(log.handled(NOW.plusSeconds(1)));
    }

    @Test
    void lossesThatHaveNoRoomAreCountedOnce() {
        List<Loss> many = many(TransactionLog.LOSSES + 500, "s3://b/chk-9");
        TransactionLog first = TransactionLog.NONE.losing(many);
        List<Loss> again = many.stream().filter(loss -> !first.losses().contains(loss)).toList();

        assertThat(first.lost()).isEqualTo(1_500);
        assertThat(again).hasSize(500);
        assertThat(first.losing(again)).isEqualTo(first);
        assertThat(first.losing(many(7, "s3://b/chk-10")).lost()).isEqualTo(1_507);
    }

    @Test
    void handledLossesMakeRoomFirst() {
        TransactionLog log =
                TransactionLog.NONE
                        .losing(List.of(FIRST))
                        .losing(many(TransactionLog.LOSSES - 1, "s3://b/chk-9"))
                        .handled(NOW.plusSeconds(1))
                        .losing(List.of(new Loss("open", 8, 1, 2, "s3://b/c", LATER, null)))
                        .losing(many(TransactionLog.LOSSES - 1, "s3://b/chk-12", LATER));

        assertThat(log.losses()).hasSize(TransactionLog.LOSSES);
        assertThat(log.openLosses()).hasSize(TransactionLog.LOSSES);
        assertThat(log.openLosses().get(0).transactionalId()).isEqualTo("open");
    }

    private static List<Loss> many(int number, String snapshot) {
        return many(number, snapshot, NOW);
    }

    private static List<Loss> many(int number, String snapshot, Instant seen) {
        return IntStream.range(0, number)
                .mapToObj(it -> new Loss(snapshot + it, it, 0, 1, snapshot, seen, null))
                .toList();
    }
}
