package io.exactlyonce.operator.monitoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a PromQL expression names, held against the catalogue. */
final class Query {
    private static final Pattern SERIES =
            Pattern.compile("\\b(" + Metric.PREFIX + "[a-z_]+)(?:\\{([^}]*)\\})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|group_left|ignoring|without)\\s*\\(([^)]*)\\)");

    /** Prometheus gives them to every series that it reads. */
    private static final Set<String> TARGET = Set.of("job", "instance", "namespace", "pod");

    private static final Map<String, Metric> KNOWN = new HashMap<>();

    static {
        for (Metric metric : Metric.values()) {
            metric.series().forEach(name -> KNOWN.put(name, metric));
        }
    }

    private Query() {}

    /** Metrics and labels that there are not; empty if all is well. */
    static List<String> problems(String expression) {
        List<String> problems = new ArrayList<>();
        Set<String> labels = new HashSet<>(TARGET);
        Matcher series = SERIES.matcher(expression);
        boolean any = false;
        while (series.find()) {
            any = true;
            Metric metric = KNOWN.get(series.group(1));
            if (metric == null) {
                problems.add("no metric " + series.group(1));
                continue;
            }
            Set<String> own = labels(metric, series.group(1));
            labels.addAll(own);
            Matcher matcher = MATCHER.matcher(series.group(2) == null ? "" : series.group(2));
            while (matcher.find()) {
                if (!own.contains(matcher.group(1)) && !TARGET.contains(matcher.group(1))) {
                    problems.add(series.group(1) + " has no label " + matcher.group(1));
                }
            }
        }
        if (!any) {
            problems.add("no metric of ours in " + expression);
        }
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            problems.addAll(
                    Arrays.stream(grouping.group(1).split(","))
                            .map(String::trim)
                            .filter(label -> !label.isEmpty() && !labels.contains(label))
                            .map(label -> "no metric of it has the label " + label)
                            .collect(Collectors.toList()));
        }
        return problems;
    }

    private static Set<String> labels(Metric metric, String series) {
        Set<String> labels = new HashSet<>(metric.labels());
        if (series.endsWith("_bucket")) {
            labels.add("le");
        }
        return labels;
    }
}
