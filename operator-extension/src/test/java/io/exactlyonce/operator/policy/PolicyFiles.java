package io.exactlyonce.operator.policy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.exactlyonce.operator.deployment.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** YAML of the tests as the core sees it. */
final class PolicyFiles {
    private static final YAMLMapper YAML = new YAMLMapper();

    private PolicyFiles() {}

    static Fields parse(String yaml) {
        try {
            return new Fields(YAML.readValue(yaml, new TypeReference<Map<String, Object>>() {}));
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

    /** Files of a folder of {@code policies}, in order. */
    static Stream<Path> in(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/policies", folder))) {
            return files.sorted().toList().stream();
        }
    }

    /** Values of the comments {@code # name: value} of a file. */
    static List<String> notes(Path file, String name) {
        String start = "# " + name + ": ";
        return text(file)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    /** The least policy there can be, with more lines below {@code spec}. */
    static Policy minimalWith(String lines) {
        PolicyReading reading =
                PolicyReader.read(
                        parse(
                                """
                                metadata: {name: standard, namespace: payments}
                                spec:
                                  kafka: {bootstrapServers: "kafka-0:9092"}
                                  checkpoints: {storage: "s3://flink/prod"}
                                """
                                        + lines.indent(2)));
        return ((PolicyReading.Valid) reading).policy();
    }
}
