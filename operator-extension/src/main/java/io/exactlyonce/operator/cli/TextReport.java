package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.cli.Finding.Subject;
import io.exactlyonce.operator.cli.Finding.Verdict;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.plan.admission.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Findings for people, in colours if a person looks. */
final class TextReport {
    private static final String DEPLOYMENT = "FlinkDeployment";
    private static final String POLICY = "ExactlyOncePolicy";

    private final boolean coloured;

    TextReport(boolean coloured) {
        this.coloured = coloured;
    }

    /** SGR parameters of ECMA-48. */
    private enum Style {
        BOLD("1"),
        RED("31"),
        GREEN("32"),
        YELLOW("33");

        private final String parameter;

        Style(String parameter) {
            this.parameter = parameter;
        }
    }

    /** Lines to print. */
    List<String> lines(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        findings.stream().filter(TextReport::isWorthALine).forEach(finding -> add(finding, lines));
        lines.add(summary(findings));
        return lines;
    }

    private static boolean isWorthALine(Finding finding) {
        return finding.verdict() != Verdict.NOT_OURS || !finding.judgement().warnings().isEmpty();
    }

    private void add(Finding finding, List<String> lines) {
        lines.add(heading(finding.subject()));
        finding.changes().forEach(change -> add(change, lines));
        lines.add("  " + outcome(finding));
        add("refused", Style.RED, messages(finding.judgement().refused()), lines);
        add("accepted", Style.YELLOW, messages(finding.judgement().accepted()), lines);
        add("warning", Style.YELLOW, finding.judgement().warnings(), lines);
        lines.add("");
    }

    private String heading(Subject subject) {
        Manifest manifest = subject.manifest();
        String name = manifest.name().isEmpty() ? "(no name)" : plain(manifest.name());
        String policy = subject.policy().isEmpty() ? "" : ", policy " + plain(subject.policy());
        return styled(Style.BOLD, manifest.kind() + " " + plain(subject.namespace()) + "/" + name)
                + policy
                + "  ("
                + plain(manifest.place())
                + ")";
    }

    private void add(FieldChange change, List<String> lines) {
        if (change.from() != null) {
            lines.add(styled(Style.RED, "  - " + change.path() + ": " + plain(change.from())));
        }
        if (change.to() != null) {
            lines.add(styled(Style.GREEN, "  + " + change.path() + ": " + plain(change.to())));
        }
    }

    private String outcome(Finding finding) {
        if (finding.verdict() == Verdict.REFUSED) {
            return styled(Style.RED, "REFUSED, " + count(finding.judgement().refused(), "reason"));
        }
        if (finding.verdict() == Verdict.NOT_OURS) {
            return styled(Style.YELLOW, "NOT OURS");
        }
        String more =
                finding.subject().manifest().isDeployment()
                        ? ", " + count(finding.changes(), "change")
                        : "";
        return styled(Style.GREEN, "OK") + more;
    }

    private void add(String what, Style style, List<String> messages, List<String> lines) {
        messages.forEach(
                message -> lines.add("  " + styled(style, what + ":") + " " + plain(message)));
    }

    private static List<String> messages(List<Violation> violations) {
        return violations.stream().map(Violation::message).toList();
    }

    private static String summary(List<Finding> findings) {
        List<String> parts = new ArrayList<>();
        long fine = count(findings, DEPLOYMENT, Verdict.FINE);
        long refused =
                findings.stream()
                        .filter(finding -> finding.verdict() == Verdict.REFUSED)
                        .filter(finding -> !finding.subject().manifest().isPolicy())
                        .count();
        long foreign = count(findings, DEPLOYMENT, Verdict.NOT_OURS);
        parts.add(fine + " OK");
        parts.add(refused + " refused");
        if (foreign > 0) {
            parts.add(foreign + " not ours (no label exactlyonce.io/policy)");
        }
        String policies =
                "; policies: "
                        + count(findings, POLICY, Verdict.FINE)
                        + " OK, "
                        + count(findings, POLICY, Verdict.REFUSED)
                        + " unusable";
        return "FlinkDeployments: " + String.join(", ", parts) + policies;
    }

    private static long count(List<Finding> findings, String kind, Verdict verdict) {
        return findings.stream().filter(finding -> finding.isOf(kind, verdict)).count();
    }

    private static String count(List<?> things, String noun) {
        return things.size() + " " + noun + (things.size() == 1 ? "" : "s");
    }

    /** A value must not forge a line of a build's log, nor steer a terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private String styled(Style style, String text) {
        return coloured ? "\u001b[" + style.parameter + "m" + text + "\u001b[0m" : text;
    }

    /** For names of verdicts in other outputs. */
    static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
