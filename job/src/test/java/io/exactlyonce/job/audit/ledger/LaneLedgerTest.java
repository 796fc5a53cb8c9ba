package io.exactlyonce.job.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.exactlyonce.job.audit.ledger.Stamp.Stamped;
import io.exactlyonce.job.audit.report.Finding;
import io.exactlyonce.job.audit.report.Finding.Kind;
import io.exactlyonce.job.audit.report.TopicReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneLedgerTest {
    private static final Partition P0 = new Partition("out", 0);
    private static final Partition P1 = new Partition("out", 1);
    private static final long LANE = 0xab;

    private final LaneLedger ledger = new LaneLedger("out");
    private long offset;

    private void see(Partition partition, long... sequences) {
        for (long sequence : sequences) {
            ledger.observe(partition, offset++, new Stamped(LANE, sequence));
        }
    }

    private TopicReport judged() {
        ledger.setHorizon();
        return ledger.report();
    }

    private List<Finding> findings() {
        return ledger.findings().stream().flatMap(List::stream).toList();
    }

    @Test
    void laneWithoutHoleOrRepeatIsClean() {
        see(P0, 0, 1, 4);
        see(P1, 2, 3, 5);

        TopicReport report = judged();

        assertThat(report.clean()).isTrue();
        assertThat(report.records()).isEqualTo(6);
        assertThat(report.lanes()).isEqualTo(1);
    }

    @Test
    void holeIsALossOfEveryMissingNumber() {
        see(P0, 1, 2, 6);

        assertThat(judged().lost()).isEqualTo(4);
        assertThat(findings())
                .extracting(Finding::kind, Finding::lane, Finding::first, Finding::last)
                .containsExactly(
                        tuple(Kind.LOST, "00000000000000ab", 0L, 0L),
                        tuple(Kind.LOST, "00000000000000ab", 3L, 5L));
    }

    @Test
    void holeAboveTheHorizonIsNotYetALoss() {
        see(P0, 0, 1);
        ledger.setHorizon();
        see(P0, 5);

        assertThat(ledger.hasHoles()).isFalse();
        assertThat(ledger.report().lost()).isZero();
    }

    @Test
    void holeFilledByTheConfirmRoundIsNoLoss() {
        see(P0, 0, 2);
        ledger.setHorizon();
        assertThat(ledger.hasHoles()).isTrue();

        see(P1, 1, 7);

        assertThat(ledger.hasHoles()).isFalse();
    }

    @Test
    void repeatIsADuplicateInWhateverPartition() {
        see(P0, 0, 1, 2, 2);
        see(P1, 1);

        TopicReport report = judged();

        assertThat(report.duplicated()).isEqualTo(2);
        assertThat(report.reordered()).isZero();
        assertThat(findings()).extracting(Finding::position).containsExactly("out/0/3", "out/1/4");
    }

    @Test
    void swappedPairInOnePartitionIsOneReordering() {
        see(P0, 0, 2, 1, 3);

        TopicReport report = judged();

        assertThat(report.reordered()).isEqualTo(1);
        assertThat(report.lost()).isZero();
        assertThat(findings()).extracting(Finding::position).containsExactly("out/0/2");
    }

    @Test
    void anyInterleavingOfPartitionsIsNormal() {
        see(P1, 3, 5);
        see(P0, 0, 1, 2, 4);

        assertThat(judged().clean()).isTrue();
    }

    @Test
    void lateCopyIsADuplicateOnlyWhicheverIsReadFirst() {
        see(P1, 3, 1);
        assertThat(judged().reordered()).isEqualTo(1);

        see(P0, 0, 1, 2);

        assertThat(judged().reordered()).isZero();
        assertThat(judged().duplicated()).isEqualTo(1);
        assertThat(findings()).extracting(Finding::kind).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void whatATruncatedPartitionMayHaveHeldIsBeforeTheBaseline() {
        ledger.begin(P0, 100);
        ledger.begin(P1, 0);
        see(P0, 5, 9);
        see(P1, 2, 6);

        TopicReport report = judged();

        // 0, 1, 3, 4 may have been deleted from P0; 7 and 8 come after its first record.
        assertThat(report.beforeBaseline()).isEqualTo(4);
        assertThat(report.lost()).isEqualTo(2);
        assertThat(report.truncatedPartitions()).containsExactly(0);
    }

    @Test
    void holeThatOnlyAPartitionWithoutTheLaneExcusesIsUnproven() {
        ledger.begin(P0, 0);
        ledger.begin(P1, 500);
        see(P0, 0, 1, 5);

        TopicReport report = judged();

        assertThat(report.lost()).isNull();
        assertThat(report.beforeBaseline()).isZero();
        assertThat(report.unproven()).isEqualTo(3);
        assertThat(report.doubt()).hasValueSatisfying(doubt -> assertThat(doubt).contains("[1]"));
        assertThat(ledger.hasHoles()).as("asks for a second reading").isTrue();
        assertThat(findings())
                .containsExactly(
                        Finding.ofLane(Kind.UNPROVEN, "out", Stamp.laneText(LANE), 2, 4, null));
    }

    @Test
    void retentionInEveryPartitionIsCleanWhenEachShowsTheLane() {
        ledger.begin(P0, 100);
        ledger.begin(P1, 80);
        see(P0, 50, 53);
        see(P1, 51, 52, 54);

        TopicReport report = judged();

        assertThat(report.clean()).isTrue();
        assertThat(report.lost()).isZero();
        assertThat(report.beforeBaseline()).isEqualTo(50);
        assertThat(report.doubt()).isEmpty();
    }

    @Test
    void leadingHoleIsTheBaselineThoughAnotherPartitionShowsNothing() {
        ledger.begin(P0, 100);
        ledger.begin(P1, 80);
        see(P0, 50, 51);

        assertThat(judged().beforeBaseline()).isEqualTo(50);
        assertThat(judged().lost()).isZero();
        assertThat(judged().doubt()).isEmpty();
    }

    @Test
    void partitionThatShowsNothingAfterAGapProvesNothing() {
        ledger.begin(P0, 0);
        ledger.begin(P1, 0);
        see(P1, 1);
        ledger.gap(P1);
        see(P0, 0, 2, 4);

        assertThat(judged().unproven()).isEqualTo(1);
        assertThat(judged().lost()).isNull();
    }

    @Test
    void baselineThatMovesWhileReadingCoversJustTheGap() {
        see(P0, 0, 3);
        ledger.gap(P0);
        see(P0, 8, 10);

        TopicReport report = judged();

        assertThat(report.beforeBaseline()).isEqualTo(4);
        assertThat(report.lost()).isEqualTo(3);
    }

    @Test
    void foreignAndBrokenRecordsAreCountedNotFatal() {
        see(P0, 0);
        ledger.observe(P0, 7, new Stamp.Foreign());
        ledger.observe(P0, 8, new Stamp.Broken("why"));

        TopicReport report = judged();

        assertThat(report.clean()).isTrue();
        assertThat(report.records()).isEqualTo(3);
        assertThat(ledger.judged()).isEqualTo(1);
        assertThat(report.foreignSamples()).containsExactly("out/0/7");
        assertThat(report.brokenSamples()).containsEntry("out/0/8", "why");
    }
}
