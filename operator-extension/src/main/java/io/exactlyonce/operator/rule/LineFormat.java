package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * EO1004 of what Flink reads otherwise than it stands there. For Flink before 2.0 upstream writes
 * {@code flink-conf.yaml}, one {@code key: value} a line and nothing quoted ({@code
 * FlinkConfMountDecorator}); Flink splits each at the first colon, trims both sides, and takes what
 * follows a {@code #} for a comment ({@code GlobalConfiguration.loadLegacyYAMLResource}).
 */
final class LineFormat {
    private static final Pattern UNFIT_IN_KEYS = Pattern.compile("[\\s\\p{Cntrl}:#]");
    private static final Pattern LINE_END = Pattern.compile("[\\n\\r]");

    private LineFormat() {}

    static List<Violation> violations(RuleInput input) {
        boolean lines = !input.proposal().after().flinkVersion().isAtLeast(FlinkVersion.V2_0);
        List<Violation> found = new ArrayList<>();
        for (Map.Entry<String, String> entry : input.effective().own().entries().entrySet()) {
            key(entry.getKey()).ifPresent(found::add);
            if (lines) {
                value(entry.getKey(), entry.getValue()).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    /** Upstream reads them from the object, where a # is a # as in the expression of a time. */
    private static boolean isReadByUpstream(String key) {
        return key.startsWith("kubernetes.operator.") || key.startsWith("job.autoscaler.");
    }

    private static Optional<Violation> key(String key) {
        return UNFIT_IN_KEYS.matcher(key).find()
                ? Optional.of(
                        new Violation(
                                Code.VALUE_UNREADABLE,
                                "A key of spec.flinkConfiguration",
                                Shown.of(key),
                                "with a blank, a colon or a # Flink takes it for another key, or does"
                                        + " not find it at all, so that what was judged is not what"
                                        + " is in effect",
                                "Write the key's name alone"))
                : Optional.empty();
    }

    private static Optional<Violation> value(String key, String value) {
        if (LINE_END.matcher(value.strip()).find()) {
            return Optional.of(
                    violation(
                            key,
                            value,
                            ", more than one line",
                            "Flink before 2.0 takes each further line for a key of its own, which no"
                                    + " rule has judged",
                            "Write it on one line"));
        }
        boolean judged =
                key.startsWith(JobKeys.PREFIX)
                        || FlinkKey.named(key).isPresent() && !isReadByUpstream(key);
        return judged && value.contains("#")
                ? Optional.of(
                        violation(
                                key,
                                value,
                                ", of which Flink before 2.0 reads what comes before the #",
                                "the rest counts as a comment, so that what was judged is not what is"
                                        + " in effect",
                                "Write it without #"))
                : Optional.empty();
    }

    private static Violation violation(
            String key, String value, String more, String reason, String fix) {
        return new Violation(
                Code.VALUE_UNREADABLE,
                Violation.configuration(key),
                Shown.of(value) + more,
                reason,
                fix);
    }
}
