package io.exactlyonce.job.audit.report;

import static io.exactlyonce.job.audit.report.Finding.Kind.LOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.audit.ledger.Ledgers;
import io.exactlyonce.job.audit.ledger.Origin;
import io.exactlyonce.job.audit.ledger.OriginLedger;
import io.exactlyonce.job.audit.ledger.Partition;
import io.exactlyonce.job.audit.ledger.Stamp;
import io.exactlyonce.job.audit.report.AuditReport.Obstacle;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AuditReportTest {
    private static final Partition OUT = new Partition("out", 0);
    private static final Obstacle STALLED = new Obstacle(List.of("stands still"), List.of());

    private final OriginLedger origins = new OriginLedger("in");
    private final Ledgers ledgers = new Ledgers(List.of("out"), origins);

    private void see(long sequence, Origin origin) {
        ledgers.observe(OUT, sequence, new Stamp.Stamped(1, sequence), origin);
    }

    private AuditReport report(Obstacle obstacle) {
        ledgers.setHorizon();
        return ledgers.report(obstacle);
    }

    @Test
    void nothingJudgedIsIncomplete() {
        AuditReport report = report(Obstacle.NONE);

        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.exitCode()).isEqualTo(3);
        assertThat(report.reasons()).hasSize(1).first().asString().contains("nothing was judged");
        assertThat(report.verdictLine()).contains("incomplete").contains("lost=?");
    }

    @Test
    void emptyOutputAgainstFullInputIsALoss() {
        origins.input(0, 0);
        origins.setHorizon(Map.of(0, 1L));

        assertThat(report(Obstacle.NONE).verdictLine())
                .isEqualTo(
                        "VERDICT audit: not clean topics=1 lanes=0 records=0 lost=1 duplicated=0"
                                + " reordered=0 input=1 unexpected=0 pending=0");
    }

    @Test
    void oneLossSeenFromBothSidesIsCountedOnce() {
        List.of(0L, 1L, 2L).forEach(offset -> origins.input(0, offset));
        see(0, new Origin.Named("in", 0, 0));
        see(2, new Origin.Named("in", 0, 2));
        origins.setHorizon(Map.of(0, 3L));

        assertThat(report(Obstacle.NONE).lost()).isEqualTo(1);
    }

    @Test
    void incompleteReadingClaimsNoLossButShowsDuplicates() {
        see(0, new Origin.Absent());
        see(3, new Origin.Absent());
        see(3, new Origin.Absent());

        AuditReport report = report(STALLED);

        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.lost()).isNull();
        assertThat(report.topics().get(0).lost()).isNull();
        assertThat(report.duplicated()).isEqualTo(1);
        assertThat(report.findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.DUPLICATED);
    }

    @Test
    void partitionThatMayHaveHeldEveryHoleMakesItIncomplete() {
        ledgers.begin(new Partition("out", 1), 500);
        see(0, new Origin.Absent());
        see(101, new Origin.Absent());

        AuditReport report = report(Obstacle.NONE);

        assertThat(report.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(report.lost()).isNull();
        assertThat(report.reasons())
                .hasSize(1)
                .first()
                .asString()
                .contains("100 missing numbers")
                .contains("partitions [1]");
        assertThat(report.findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.UNPROVEN);
    }

    @Test
    void provenDuplicateOutweighsAnUnprovenHole() {
        ledgers.begin(new Partition("out", 1), 500);
        see(0, new Origin.Absent());
        see(3, new Origin.Absent());
        see(3, new Origin.Absent());

        AuditReport report = report(Obstacle.NONE);

        assertThat(report.verdict()).isEqualTo(Verdict.NOT_CLEAN);
        assertThat(report.notes()).anySatisfy(note -> assertThat(note).contains("2 missing"));
    }

    @Test
    void textIsAnAlignedTableThenDetailsThenTheVerdict() {
        List<String> lines = ReportText.lines(withoutInput().report(Obstacle.NONE));

        assertThat(lines)
                .containsExactly(
                        "TOPIC  RECORDS  LANES  LOST  DUPLICATED  REORDERED  FOREIGN  BROKEN"
                                + "  BEFORE BASELINE",
                        "out          2      1     2           0          0        0       0"
                                + "                0",
                        "",
                        "lost        out lane 0000000000000001 sequences 1-2 (2)",
                        "",
                        "VERDICT audit: not clean topics=1 lanes=1 records=2 lost=2 duplicated=0"
                                + " reordered=0");
    }

    private static Ledgers withoutInput() {
        Ledgers ledgers = new Ledgers(List.of("out"), null);
        ledgers.observe(OUT, 0, new Stamp.Stamped(1, 0), new Origin.Absent());
        ledgers.observe(OUT, 1, new Stamp.Stamped(1, 3), new Origin.Absent());
        ledgers.setHorizon();
        return ledgers;
    }

    @Test
    void manyFindingsOfOneKindDoNotHideAnother() {
        List<Finding> losses =
                LongStream.range(0, 20)
                        .mapToObj(i -> Finding.ofLane(LOST, "out", "1", i, i, null))
                        .toList();
        Finding other = Finding.ofLane(Finding.Kind.DUPLICATED, "out", "1", 7, 7, "out/0/5");

        assertThat(Finding.mixed(List.of(losses, List.of(other)), 10)).hasSize(10).contains(other);
    }
}
