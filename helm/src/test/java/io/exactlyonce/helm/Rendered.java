package io.exactlyonce.helm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rendered manifests.
 *
 * @param text documents separated by {@code ---}, each below the name of its template
 */
record Rendered(String text) {
    private static final Pattern DOCUMENT =
            Pattern.compile("(?m)^---\\R# Source: exactly-once-operator/templates/(.*)\\R");

    /** Every object; what only {@code helm test} makes is not among them. */
    List<Manifest> objects() {
        return Manifest.all(text);
    }

    /** The object of a kind and name. */
    Manifest object(String kind, String name) {
        return objects().stream()
                .filter(manifest -> manifest.kind().equals(kind) && manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in\n" + text));
    }

    /** The text of each template's documents, by the template's path below {@code templates}. */
    Map<String, List<String>> templates() {
        Map<String, List<String>> templates = new TreeMap<>();
        Matcher start = DOCUMENT.matcher(text);
        List<int[]> bounds = new ArrayList<>();
        List<String> names = new ArrayList<>();
        while (start.find()) {
            names.add(start.group(1));
            bounds.add(new int[] {start.start(), start.end()});
        }
        for (int i = 0; i < names.size(); i++) {
            int end = i + 1 < names.size() ? bounds.get(i + 1)[0] : text.length();
            templates
                    .computeIfAbsent(names.get(i), unused -> new ArrayList<>())
                    .add(text.substring(bounds.get(i)[1], end).strip() + "\n");
        }
        return new LinkedHashMap<>(templates);
    }
}
