package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.job.harness.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker for one test class; what a test has started on it is closed after the test. */
final class HazardBench implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final Map<String, String> brokerProperties;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private @Nullable Path folder;
    private @Nullable TestKafka kafka;

    /** With a broker of stock settings. */
    HazardBench() {
        this(Map.of());
    }

    HazardBench(Map<String, String> brokerProperties) {
        this.brokerProperties = Map.copyOf(brokerProperties);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("exactly-once-hazards");
        kafka = TestKafka.start(folder().resolve("kafka"), brokerProperties);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        kafka().close();
        try (Stream<Path> files = Files.walk(folder())) {
            files.sorted(Comparator.reverseOrder()).forEach(HazardBench::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestKafka kafka() {
        return Objects.requireNonNull(kafka, "Register the bench as an extension");
    }

    Path folder() {
        return Objects.requireNonNull(folder, "Register the bench as an extension");
    }

    /** Closed after the test, before what was started earlier. */
    <T extends AutoCloseable> T closing(T part) {
        started.push(part);
        return part;
    }
}
