package io.exactlyonce.operator.settings;

import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Upstream's default configuration, which applies below every FlinkDeployment: first the global
 * one, over it that of the namespace, over it those of the Flink version ({@code v1_18+} for this
 * and all later ones, the nearest last). Read in {@code FlinkConfigManager.getDefaultConfig} of the
 * upstream operator, 1.15.
 *
 * @param entries key to value, flattened
 */
public record UpstreamDefaults(SortedMap<String, String> entries) {
    /** Nothing is known. */
    public static final UpstreamDefaults UNKNOWN = new UpstreamDefaults(new TreeMap<>());

    private static final String STEM = "kubernetes.operator.default-configuration.";
    private static final String NAMESPACE = STEM + "namespace.";
    private static final String VERSION = STEM + "flink-version.";
    private static final Pattern VERSION_KEY =
            Pattern.compile(Pattern.quote(VERSION) + "(v[0-9]+_[0-9]+)(\\+?)\\.(.+)");

    /** Copies. */
    public UpstreamDefaults {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** What applies below a deployment. */
    public Map<String, String> of(String namespace, FlinkVersion version) {
        Map<String, String> effective = new TreeMap<>();
        SortedMap<FlinkVersion, Map<String, String>> sinceVersion = new TreeMap<>();
        Map<String, String> exactVersion = new TreeMap<>();
        Map<String, String> ofNamespace = new TreeMap<>();
        String prefix = NAMESPACE + namespace + ".";
        entries.forEach(
                (key, value) -> {
                    Matcher versioned = VERSION_KEY.matcher(key);
                    if (key.startsWith(prefix)) {
                        ofNamespace.put(key.substring(prefix.length()), value);
                    } else if (versioned.matches()) {
                        FlinkVersion since = FlinkVersion.parse(versioned.group(1));
                        if (!versioned.group(2).isEmpty() && since.compareTo(version) <= 0) {
                            sinceVersion
                                    .computeIfAbsent(since, unused -> new TreeMap<>())
                                    .put(versioned.group(3), value);
                        } else if (versioned.group(2).isEmpty() && since.equals(version)) {
                            exactVersion.put(versioned.group(3), value);
                        }
                    } else if (!key.startsWith(STEM)) {
                        effective.put(key, value);
                    }
                });
        effective.putAll(ofNamespace);
        sinceVersion.values().forEach(effective::putAll);
        effective.putAll(exactVersion);
        return effective;
    }
}
