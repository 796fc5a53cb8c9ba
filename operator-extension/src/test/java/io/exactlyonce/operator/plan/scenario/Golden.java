package io.exactlyonce.operator.plan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files {@code out-*} of a folder: each must be expected, and as it is. */
final class Golden {
    private Golden() {}

    static void compare(Path folder, Map<String, String> actual) {
        if (Boolean.getBoolean("regenerate")) {
            rewrite(folder, actual);
        }
        Map<String, String> expected = new TreeMap<>();
        for (Path file : outs(folder)) {
            expected.put(String.valueOf(file.getFileName()), Story.text(file));
        }
        assertThat(actual.keySet()).as("files in %s", folder).isEqualTo(expected.keySet());
        actual.forEach(
                (name, text) ->
                        assertThat(text)
                                .as("%s/%s", folder.getFileName(), name)
                                .isEqualTo(expected.get(name)));
    }

    private static void rewrite(Path folder, Map<String, String> actual) {
        try {
            for (Path file : outs(folder)) {
                Files.delete(file);
            }
            for (Map.Entry<String, String> file : actual.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> outs(Path folder) {
        return Story.entries(folder).stream()
                .filter(file -> String.valueOf(file.getFileName()).startsWith("out-"))
                .toList();
    }
}
