package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The jar as a user starts it. */
class RunnableJarIT {
    private static final Path JAR = Path.of("target/exactly-once-operator.jar");

    private record Outcome(int code, String output) {}

    @Test
    void helpAndVersionAreFine() throws Exception {
        assertThat(run(Map.of(), "--help").code()).isZero();
        assertThat(run(Map.of(), "--help").output()).contains("run", "--version", "Exit codes:");
        assertThat(run(Map.of(), "--version").output()).contains("0.1.0");
    }

    @Test
    void wrongUseIsTwo() throws Exception {
        assertThat(run(Map.of()).code()).isEqualTo(2);
        assertThat(run(Map.of(), "fly").code()).isEqualTo(2);
        assertThat(run(Map.of(), "run", "--config", "none.yaml").code()).isEqualTo(2);
    }

    @Test
    void everyWrongSettingIsNamedBeforeAnythingStarts() throws Exception {
        Outcome outcome =
                run(
                        Map.of(
                                "EXACTLY_ONCE_WEBHOOK_PORT", "no",
                                "EXACTLY_ONCE_MONITORING_PORT", "none"),
                        "run");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.output())
                .contains("The operator does not start:")
                .contains("EXACTLY_ONCE_WEBHOOK_PORT is 'no'")
                .contains("EXACTLY_ONCE_MONITORING_PORT is 'none'");
    }

    @Test
    void verifyTellsByItsExitCodeWhatWouldBecomeOfFiles() throws Exception {
        Path cases = Path.of("src/test/resources/verify");
        String fine = cases.resolve("accepted/in.yaml").toString();
        String refused = cases.resolve("directory/in").toString();

        assertThat(run(Map.of(), "verify", "-f", fine).code()).isZero();
        Outcome outcome = run(Map.of(), "verify", "-f", refused);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("FlinkDeployments: 1 OK, 1 refused, 1 not ours")
                .as("nothing but text where no terminal is")
                .doesNotContain("\u001b", "SLF4J", "WARN");
        assertThat(run(Map.of(), "verify", "-f", fine, "-o", "json").output()).startsWith("{");
        assertThat(run(Map.of(), "verify", "-f", "none.yaml").code()).isEqualTo(2);
        assertThat(run(Map.of(), "verify").code()).isEqualTo(2);
        assertThat(run(Map.of(), "verify", "--help").code()).isZero();
    }

    /** Without a cluster it waits for one, says so, and stops when it is told to. */
    @Test
    void sigtermEndsItWithoutAFailure() throws Exception {
        Process process =
                start(
                        Map.of(
                                "KUBERNETES_MASTER", "http://127.0.0.1:1",
                                "KUBECONFIG", "/nonexistent",
                                "EXACTLY_ONCE_WEBHOOK_PORT", "0",
                                "EXACTLY_ONCE_WEBHOOK_DRAIN", "0s",
                                "EXACTLY_ONCE_MONITORING_PORT", "0"),
                        "run");
        try (var reader = process.inputReader()) {
            List<String> lines = new ArrayList<>();
            String line = reader.readLine();
            while (line != null && !line.contains("event=started")) {
                lines.add(line);
                line = reader.readLine();
            }
            assertThat(line).as("after %s", lines).contains("level=INFO", "namespaces=all");
            // Not Process.destroy: it closes the stream that is read here.
            process.toHandle().destroy();
            assertThat(reader.lines()).anyMatch(last -> last.contains("event=stopped"));
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Outcome run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Process process = start(environment, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }

    private static Process start(Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-jar",
                                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
