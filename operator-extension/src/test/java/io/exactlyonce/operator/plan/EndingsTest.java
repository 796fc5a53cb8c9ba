package io.exactlyonce.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final String PREFIX = "eo1.shop.orders.aaaaaaaa.r000001.";

    private static TransactionDescription open(String id) {
        return new TransactionDescription(
                id, TransactionState.ONGOING, 7, 3, Duration.ofMinutes(15), NOW, Set.of());
    }

    private static OpenTransaction orphan(int number) {
        String id = PREFIX + "out.0-" + number;
        return new OpenTransaction(open(id), TransactionalIdPrefix.ofId(id).orElseThrow());
    }

    /** A ledger with more of them than it may hold could not be written, and nothing would end. */
    @Test
    void thousandsOfOrphansAreAbortedSomeAtATime() {
        List<OpenTransaction> orphans =
                IntStream.range(0, 1_300).mapToObj(EndingsTest::orphan).toList();

        Endings.Result first =
                new Endings(TransactionLog.NONE, orphans, Map.of(), NOW).with(orphans, List.of());
        List<OpenTransaction> left = orphans.subList(Endings.MOST, orphans.size());
        Endings.Result second =
                new Endings(first.log(), left, Map.of(), NOW.plusSeconds(10)).with(left, List.of());

        assertThat(first.fence()).hasSize(Endings.MOST);
        assertThat(first.log().ended()).hasSize(Endings.MOST);
        assertThat(second.fence())
                .hasSize(Endings.MOST)
                .extracting(Ended::transactionalId)
                .doesNotContainAnyElementsOf(
                        first.fence().stream().map(Ended::transactionalId).toList());
        assertThat(second.log().fenced()).isEqualTo(Endings.MOST);
    }

    /** It is of another incarnation, so not among what is listed as open for this one. */
    @Test
    void commitThatIsStillOutstandingIsNoLoss() {
        String id = PREFIX + "out.0-9";
        TransactionLog intended =
                new Endings(TransactionLog.NONE, List.of(), Map.of(), NOW)
                        .with(List.of(), List.of(new Committable(id, 7, 3)))
                        .log();

        TransactionLog later =
                new Endings(intended, List.of(), Map.of(id, Optional.of(open(id))), NOW)
                        .with(List.of(), List.of())
                        .log();

        assertThat(later.losses()).isEmpty();
        assertThat(later.ended()).isEqualTo(intended.ended());
    }

    /** Whoever reads of the loss has to know what not to start from. */
    @Test
    void commitThatCameTooLateNamesItsSnapshot() {
        String id = PREFIX + "out.0-9";
        TransactionLog intended =
                new Endings(TransactionLog.NONE, List.of(), Map.of(), NOW)
                        .with(List.of(), List.of(new Committable(id, 7, 3)), "s3://b/chk-9")
                        .log();
        TransactionDescription aborted =
                new TransactionDescription(
                        id,
                        TransactionState.COMPLETE_ABORT,
                        7,
                        4,
                        Duration.ofMinutes(15),
                        null,
                        Set.of());

        TransactionLog later =
                new Endings(intended, List.of(), Map.of(id, Optional.of(aborted)), NOW)
                        .with(List.of(), List.of())
                        .log();

        assertThat(later.losses())
                .singleElement()
                .satisfies(
                        loss -> {
                            assertThat(loss.snapshot()).isEqualTo("s3://b/chk-9");
                            assertThat(loss.producerId()).isEqualTo(7);
                        });
    }

    private static Committable pending(int number) {
        return new Committable(PREFIX + "out.0-" + number, 7, 3);
    }

    /** A status with more of them would be refused, and nothing would ever end. */
    @Test
    void thousandsOfPendingAreCommittedAsManyAtATimeAsTheLedgerHolds() {
        List<OpenTransaction> open =
                IntStream.range(0, 2_500).mapToObj(EndingsTest::orphan).toList();
        List<OpenTransaction> orphans = open.subList(2_400, 2_500);
        List<Committable> pending =
                IntStream.range(0, 2_400).mapToObj(EndingsTest::pending).toList();

        Endings.Result first =
                new Endings(TransactionLog.NONE, open, Map.of(), NOW).with(orphans, pending);
        Endings.Result again = new Endings(first.log(), open, Map.of(), NOW).with(orphans, pending);
        List<OpenTransaction> left = open.subList(TransactionLog.ENDED, open.size());
        Endings.Result second =
                new Endings(first.log(), left, committed(first.settle()), NOW)
                        .with(orphans, pending.subList(TransactionLog.ENDED, pending.size()));

        assertThat(first.log().ended()).hasSize(TransactionLog.ENDED);
        assertThat(first.settle()).as("what must not be lost").hasSize(TransactionLog.ENDED);
        assertThat(first.fence()).isEmpty();
        assertThat(again.log()).as("nothing was done yet").isEqualTo(first.log());
        assertThat(second.log().settled()).isEqualTo(TransactionLog.ENDED);
        assertThat(second.log().ended()).hasSize(TransactionLog.ENDED);
        assertThat(second.settle())
                .hasSize(TransactionLog.ENDED)
                .doesNotContainAnyElementsOf(first.settle());
    }

    private static Map<String, Optional<TransactionDescription>> committed(List<Ended> settled) {
        return settled.stream()
                .collect(
                        Collectors.toMap(
                                Ended::transactionalId,
                                one ->
                                        Optional.of(
                                                new TransactionDescription(
                                                        one.transactionalId(),
                                                        TransactionState.COMPLETE_COMMIT,
                                                        7,
                                                        4,
                                                        Duration.ofMinutes(15),
                                                        null,
                                                        Set.of()))));
    }
}
