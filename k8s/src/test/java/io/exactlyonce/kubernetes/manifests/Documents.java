package io.exactlyonce.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** YAML files as trees. */
final class Documents {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Documents() {}

    /** Every document of a text. */
    static List<JsonNode> of(String text) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** The items of a document that is a list. */
    static JsonNode list(String text) {
        return YAML.createArrayNode().addAll(of(text));
    }

    /** Every document of a file. */
    static List<JsonNode> in(Path file) {
        return of(text(file));
    }

    /** The one document of a file. */
    static JsonNode only(Path file) {
        List<JsonNode> all = in(file);
        if (all.size() != 1) {
            throw new IllegalStateException(file + " has " + all.size() + " documents");
        }
        return all.get(0);
    }

    static String text(JsonNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of a folder itself, in order. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
