package io.exactlyonce.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of {@code src/test/resources/manifests}: comment lines that say what it is and what is
 * expected of it ({@code # refused: …}), then YAML documents. The last document is tried, those
 * before it are there already.
 *
 * @param name of the file, without its ending
 * @param headers the comment lines at its beginning, without the sign
 * @param documents as they are written
 */
record ManifestFile(String name, List<String> headers, List<String> documents) {
    private static final Path FOLDER = Path.of("src/test/resources/manifests");
    private static final YAMLMapper YAML = new YAMLMapper();

    /** All files of a folder, in the order of their names. */
    static List<ManifestFile> all(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.sorted().map(ManifestFile::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ManifestFile read(Path file) {
        try {
            String text = Files.readString(file);
            List<String> headers =
                    text.lines()
                            .takeWhile(line -> line.startsWith("# "))
                            .map(line -> line.substring(2))
                            .toList();
            return new ManifestFile(
                    file.getFileName().toString().replace(".yaml", ""),
                    headers,
                    List.of(text.split("(?m)^---\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands behind {@code # KEY: }, line by line. */
    List<String> header(String key) {
        return headers.stream()
                .filter(line -> line.startsWith(key + ": "))
                .map(line -> line.substring(key.length() + 2))
                .toList();
    }

    boolean says(String word) {
        return headers.contains(word);
    }

    List<String> given() {
        return documents.subList(0, documents.size() - 1);
    }

    String tried() {
        return documents.get(documents.size() - 1);
    }

    static JsonNode tree(String yaml) {
        try {
            // Through JSON's own types, so that numbers compare as the server's answers do.
            return new ObjectMapper().readTree(YAML.readTree(yaml).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
