package io.exactlyonce.job.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.audit.report.AgainstReport;
import io.exactlyonce.job.audit.report.Finding;
import io.exactlyonce.job.audit.report.Finding.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OriginLedgerTest {
    private static final Partition OUT = new Partition("out", 0);
    private static final Partition DEAD = new Partition("dead", 0);

    private final OriginLedger ledger = new OriginLedger("in");

    private void input(long... offsets) {
        for (long offset : offsets) {
            ledger.input(0, offset);
        }
    }

    private void named(Partition output, long... offsets) {
        for (long offset : offsets) {
            ledger.observe(output, offset, new Origin.Named("in", 0, offset));
        }
    }

    private AgainstReport judgedBelow(long horizon) {
        ledger.setHorizon(Map.of(0, horizon));
        return ledger.report();
    }

    @Test
    void everyInputRecordNamedOnceOverAllTopicsIsClean() {
        input(0, 1, 3, 4);
        named(OUT, 0, 3);
        named(DEAD, 1, 4);

        AgainstReport report = judgedBelow(6);

        assertThat(report.clean()).isTrue();
        assertThat(report.committed()).isEqualTo(4);
        assertThat(report.named()).isEqualTo(4);
    }

    @Test
    void inputRecordThatNobodyNamesIsLost() {
        input(0, 1, 2, 3);
        named(OUT, 0, 3);

        assertThat(judgedBelow(4).lost()).isEqualTo(2);
        assertThat(ledger.findings().get(0))
                .containsExactly(new Finding(Kind.LOST, "in", null, 0, 1, 2, null));
    }

    @Test
    void missingTailAboveTheHorizonIsPending() {
        input(0, 1, 2, 3);
        named(OUT, 0);

        AgainstReport report = judgedBelow(2);

        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.pending()).isEqualTo(2);
    }

    @Test
    void originNamedTwiceIsDuplicated() {
        input(0, 1);
        named(OUT, 0, 1, 1);

        assertThat(judgedBelow(2).duplicated()).isEqualTo(1);
    }

    @Test
    void originWithoutCommittedInputRecordIsUnexpected() {
        input(0, 2);
        named(OUT, 0, 1, 2, 99);

        AgainstReport report = judgedBelow(3);

        assertThat(report.unexpected()).isEqualTo(2);
        assertThat(report.clean()).isFalse();
        assertThat(ledger.findings().get(2)).extracting(Finding::first).isEqualTo(List.of(1L, 99L));
    }

    @Test
    void originsBelowATruncatedInputAreIgnored() {
        ledger.inputBegins(0, 10);
        input(10, 11);
        named(OUT, 8, 8, 9, 10, 11);

        AgainstReport report = judgedBelow(12);

        assertThat(report.clean()).isTrue();
        assertThat(report.ignored()).isEqualTo(2);
    }

    @Test
    void deletedInputThatNobodyNamesIsSaidButNoLoss() {
        ledger.inputBegins(0, 10);
        input(10, 11);
        named(OUT, 3, 5, 6, 10, 11);

        AgainstReport report = judgedBelow(12);

        // 4, and 7 to 9.
        assertThat(report.unprovenBelowStart()).isEqualTo(4);
        assertThat(report.maybeSkipped()).containsExactly("in/0/7-9");
        assertThat(report.notes()).hasSize(2);
        assertThat(report.lost()).isZero();
        assertThat(report.clean()).isTrue();
    }

    @Test
    void inputNamedWithoutHoleBelowItsStartNeedsNoNote() {
        ledger.inputBegins(0, 10);
        input(10);
        named(OUT, 8, 9, 10);

        assertThat(judgedBelow(11).notes()).isEmpty();
    }

    @Test
    void jobThatBeganAboveTheInputsStartSkippedNothing() {
        ledger.inputBegins(0, 10);
        input(10);
        named(OUT, 10);

        assertThat(judgedBelow(11).notes()).isEmpty();
    }

    @Test
    void inputThatATruncatedOutputMayHaveNamedIsBeforeTheBaseline() {
        ledger.begin(OUT, 50);
        input(0, 1, 2, 3, 4);
        named(OUT, 2, 4);

        AgainstReport report = judgedBelow(5);

        assertThat(report.beforeBaseline()).isEqualTo(2);
        assertThat(report.lost()).isEqualTo(1);
    }

    @Test
    void emptyTruncatedDeadLetterTopicLeavesMissingInputUnproven() {
        ledger.begin(OUT, 0);
        ledger.begin(DEAD, 7);
        input(0, 1, 2, 3);
        named(OUT, 0, 3);

        AgainstReport report = judgedBelow(4);

        assertThat(report.lost()).isNull();
        assertThat(report.unproven()).isEqualTo(2);
        assertThat(report.doubt()).hasValueSatisfying(d -> assertThat(d).contains("dead/0"));
    }

    @Test
    void recordsWithoutUsableOriginMayStandForMissingInput() {
        LongStream.range(0, 100).forEach(this::input);
        LongStream.range(0, 98).forEach(i -> ledger.observe(OUT, i, new Origin.Absent()));
        ledger.observe(OUT, 98, new Origin.Broken("why"));
        named(DEAD, 99);

        AgainstReport report = judgedBelow(100);

        assertThat(report.lost()).isNull();
        assertThat(report.unproven()).isEqualTo(99);
        assertThat(report.doubt())
                .hasValueSatisfying(doubt -> assertThat(doubt).contains("99 records without"));
        assertThat(ledger.findings().get(0)).isEmpty();
        assertThat(ledger.findings().get(3)).extracting(Finding::last).containsExactly(98L);
    }

    @Test
    void whatExceedsTheRecordsWithoutOriginIsLost() {
        input(0, 1, 2, 3, 4);
        named(OUT, 0);
        ledger.observe(OUT, 1, new Origin.Absent());

        AgainstReport report = judgedBelow(5);

        assertThat(report.lost()).isEqualTo(3);
        assertThat(report.unproven()).isEqualTo(1);
    }

    @Test
    void originsOfOtherTopicsAndBrokenOnesAreCounted() {
        ledger.observe(OUT, 0, new Origin.Named("elsewhere", 0, 0));
        ledger.observe(OUT, 1, new Origin.Absent());
        ledger.observe(OUT, 2, new Origin.Broken("why"));

        AgainstReport report = judgedBelow(0);

        assertThat(report.clean()).isTrue();
        assertThat(report.otherTopics()).isEqualTo(1);
        assertThat(report.withoutOrigin()).isEqualTo(1);
        assertThat(report.brokenSamples()).containsEntry("out/0/2", "why");
    }
}
