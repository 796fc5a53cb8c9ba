package io.exactlyonce.job.audit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as people read it: a table, the details, the verdict as the last line. */
public final class ReportText {
    private static final List<String> TOPIC_HEAD =
            List.of(
                    "TOPIC",
                    "RECORDS",
                    "LANES",
                    "LOST",
                    "DUPLICATED",
                    "REORDERED",
                    "FOREIGN",
                    "BROKEN",
                    "BEFORE BASELINE");
    private static final List<String> AGAINST_HEAD =
            List.of(
                    "AGAINST",
                    "COMMITTED",
                    "NAMED",
                    "LOST",
                    "DUPLICATED",
                    "UNEXPECTED",
                    "PENDING",
                    "WITHOUT ORIGIN",
                    "BEFORE BASELINE");

    private static final int SAMPLES_SHOWN = 3;

    private ReportText() {}

    public static List<String> lines(AuditReport report) {
        List<String> lines = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        rows.add(TOPIC_HEAD);
        report.topics().forEach(topic -> rows.add(row(topic)));
        lines.addAll(table(rows));
        AgainstReport against = report.against();
        if (against != null) {
            lines.add("");
            lines.addAll(table(List.of(AGAINST_HEAD, row(against))));
        }
        List<String> details = details(report);
        if (!details.isEmpty()) {
            lines.add("");
            lines.addAll(details);
        }
        lines.add("");
        lines.add(report.verdictLine());
        return lines;
    }

    private static List<String> details(AuditReport report) {
        List<String> lines = new ArrayList<>();
        report.findings().forEach(finding -> lines.add(finding(finding)));
        report.topics().forEach(topic -> lines.addAll(samples(topic)));
        AgainstReport against = report.against();
        if (against != null) {
            against.brokenSamples().entrySet().stream()
                    .limit(SAMPLES_SHOWN)
                    .forEach(e -> lines.add("broken      " + e.getKey() + ": " + e.getValue()));
        }
        report.stalled().forEach(stalled -> lines.add("stalled     " + stalled.text()));
        report.notes().forEach(note -> lines.add("note        " + note));
        return lines;
    }

    private static List<String> samples(TopicReport topic) {
        List<String> lines = new ArrayList<>();
        topic.foreignSamples().stream()
                .limit(SAMPLES_SHOWN)
                .forEach(at -> lines.add("foreign     " + at + ": has no lane headers"));
        topic.brokenSamples().entrySet().stream()
                .limit(SAMPLES_SHOWN)
                .forEach(e -> lines.add("broken      " + e.getKey() + ": " + e.getValue()));
        return lines;
    }

    private static String finding(Finding finding) {
        String numbers =
                finding.first() == finding.last()
                        ? " " + finding.first()
                        : "s "
                                + finding.first()
                                + "-"
                                + finding.last()
                                + " ("
                                + (finding.last() - finding.first() + 1)
                                + ")";
        String where =
                finding.lane() != null
                        ? finding.topic() + " lane " + finding.lane() + " sequence" + numbers
                        : "input "
                                + finding.topic()
                                + "/"
                                + finding.partition()
                                + " offset"
                                + numbers;
        return String.format("%-11s ", finding.kind().text())
                + where
                + (finding.position() == null ? "" : " at " + finding.position());
    }

    private static List<String> row(TopicReport topic) {
        return List.of(
                topic.topic(),
                text(topic.records()),
                text(topic.lanes()),
                text(topic.lost()),
                text(topic.duplicated()),
                text(topic.reordered()),
                text(topic.foreign()),
                text(topic.broken()),
                text(topic.beforeBaseline()));
    }

    private static List<String> row(AgainstReport against) {
        return List.of(
                against.topic(),
                text(against.committed()),
                text(against.named()),
                text(against.lost()),
                text(against.duplicated()),
                text(against.unexpected()),
                text(against.pending()),
                text(against.withoutOrigin()),
                text(against.beforeBaseline()));
    }

    private static String text(@Nullable Long count) {
        return count == null ? "?" : count.toString();
    }

    /** The first column flush left, numbers flush right. */
    private static List<String> table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int index = column;
            widths.add(rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(1));
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < row.size(); column++) {
            String format = (column == 0 ? "%-" : "%") + widths.get(column) + "s";
            cells.add(String.format(format, row.get(column)));
        }
        return cells.stream().collect(Collectors.joining("  "));
    }
}
