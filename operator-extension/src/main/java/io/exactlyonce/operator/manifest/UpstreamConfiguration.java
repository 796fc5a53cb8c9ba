package io.exactlyonce.operator.manifest;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The default configuration of the upstream operator in any form that people have it in: its
 * configuration file itself ({@code config.yaml} or {@code flink-conf.yaml}, nested or flat), the
 * values of its Helm chart, or the ConfigMap that the chart makes.
 */
public final class UpstreamConfiguration {
    private static final String VALUES = "defaultConfiguration";

    /** In the order in which upstream lays one over the other. */
    private static final List<String> FILES = List.of("flink-conf.yaml", "config.yaml");

    private UpstreamConfiguration() {}

    /** Flattened as upstream flattens it. */
    public static SortedMap<String, String> read(Fields file) throws ManifestException {
        Fields holder = file;
        if (file.has(VALUES)) {
            holder = file.object(VALUES);
        } else if (file.text("kind").filter("ConfigMap"::equals).isPresent()) {
            holder = file.object("data");
        }
        if (holder.equals(file) && FILES.stream().noneMatch(file::has)) {
            return flat(file);
        }
        SortedMap<String, String> entries = new TreeMap<>();
        for (String name : FILES) {
            for (Fields document : Yaml.readAll(holder.text(name).orElse(""))) {
                entries.putAll(flat(document));
            }
        }
        return entries;
    }

    private static SortedMap<String, String> flat(Fields configuration) {
        Fields spec = Fields.EMPTY.with(configuration, FlinkConfiguration.FIELD);
        return FlinkConfiguration.of(spec).entries();
    }
}
