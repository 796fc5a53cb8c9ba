package io.exactlyonce.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * FlinkDeployments as upstream's operator 1.15.0 had them at each moment of their lives, watched on
 * a cluster of Kubernetes 1.36; how they were shortened is told beside them.
 */
final class UpstreamTraces {
    private static final Path FOLDER = Path.of("src/test/resources/upstream-traces");
    private static final ObjectMapper JSON = new ObjectMapper();

    private UpstreamTraces() {}

    /**
     * One of them.
     *
     * @param trace name of the file
     * @param line of the trace as it was recorded
     * @param step what the user had done
     */
    record Moment(String trace, int line, String step, ObjectNode object) {
        @Override
        public String toString() {
            return trace + " " + line + ": " + step;
        }

        JsonNode status(String... path) {
            JsonNode value = object.path("status");
            for (String name : path) {
                value = value.path(name);
            }
            return value;
        }
    }

    static List<Moment> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Moment> moments = new ArrayList<>();
            for (Path file : files.filter(UpstreamTraces::isTrace).sorted().toList()) {
                String trace = file.getFileName().toString().replace(".jsonl", "");
                for (String line : Files.readAllLines(file)) {
                    moments.add(read(trace, JSON.readTree(line)));
                }
            }
            return moments;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Moment at(String trace, int line) {
        Iterator<Moment> found =
                all().stream()
                        .filter(moment -> moment.trace().equals(trace) && moment.line() == line)
                        .iterator();
        return found.next();
    }

    private static boolean isTrace(Path file) {
        return file.toString().endsWith(".jsonl");
    }

    private static Moment read(String trace, JsonNode line) {
        return new Moment(
                trace,
                line.get("line").asInt(),
                line.get("step").asText(),
                (ObjectNode) line.get("object"));
    }
}
