package io.exactlyonce.operator.settings;

import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts as they were found, still by variable and key. */
final class RawSettings {
    /** Kubernetes sets these for a Service whose name begins as our variables do. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    ".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    /** A text and where it stands. */
    record Found(String place, String text) {}

    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final String fileName;

    private RawSettings(
            Map<String, String> environment, Map<String, String> file, String fileName) {
        this.environment = environment;
        this.file = file;
        this.fileName = fileName;
    }

    static RawSettings of(Map<String, String> environment, Fields file, String fileName) {
        Map<String, String> ours = new LinkedHashMap<>();
        environment.forEach(
                (name, value) -> {
                    if (name.startsWith(Setting.PREFIX) && !isServiceLink(name, value)) {
                        ours.put(name, value);
                    }
                });
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", file.values(), flat);
        return new RawSettings(ours, flat, fileName);
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
    }

    private static void flatten(String path, Map<?, ?> values, Map<String, String> flat) {
        values.forEach(
                (name, value) -> {
                    String key = path.isEmpty() ? String.valueOf(name) : path + "." + name;
                    if (value instanceof Map<?, ?> nested) {
                        flatten(key, nested, flat);
                    } else if (value instanceof List<?> list) {
                        flat.put(
                                key,
                                list.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",")));
                    } else {
                        flat.put(key, String.valueOf(value));
                    }
                });
    }

    /** The environment wins over the file. */
    Optional<Found> find(Setting<?> setting) {
        String variable = environment.get(setting.variable());
        if (variable != null) {
            return Optional.of(new Found(setting.variable(), variable.strip()));
        }
        return Optional.ofNullable(file.get(setting.key()))
                .map(text -> new Found(setting.key() + " in " + fileName, text.strip()));
    }

    /**
     * What is set and no setting: a misspelt one would silently have no effect. The value is not
     * quoted, it may be a secret.
     */
    List<SettingProblem> unknown() {
        Set<String> variables = new HashSet<>();
        Set<String> keys = new HashSet<>();
        SettingCatalog.all()
                .forEach(
                        setting -> {
                            variables.add(setting.variable());
                            keys.add(setting.key());
                        });
        List<SettingProblem> problems = new ArrayList<>();
        environment
                .keySet()
                .forEach(
                        name -> {
                            if (!variables.contains(name)) {
                                problems.add(unknown(name, nearest(name, variables)));
                            }
                        });
        file.keySet()
                .forEach(
                        key -> {
                            if (!keys.contains(key)) {
                                problems.add(unknown(key + " in " + fileName, nearest(key, keys)));
                            }
                        });
        return problems;
    }

    private static SettingProblem unknown(String place, String nearest) {
        return new SettingProblem(
                place,
                "set",
                "no setting has this name, so it would have no effect",
                "Remove it, or write " + nearest);
    }

    private static String nearest(String name, Set<String> names) {
        return names.stream()
                .sorted()
                .min((left, right) -> Integer.compare(distance(name, left), distance(name, right)))
                .orElse("");
    }

    /** Number of letters to change, add or drop (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
