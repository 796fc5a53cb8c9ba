package io.exactlyonce.operator.monitoring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The program that checks rules as Prometheus does.
 *
 * @param program path of promtool
 */
record Promtool(Path program) {
    static final String PROGRAM = "PROMTOOL";
    static final String REQUIRED = "TESTS_REQUIRE_PROMTOOL";
    static final String HOW_TO_GET = "export " + PROGRAM + "=$(build/prometheus-tools)";

    /**
     * The promtool that the environment names; empty if it names none.
     *
     * @throws IllegalStateException if none is named although {@value #REQUIRED} is {@code true},
     *     or if what is named cannot be run: whoever names one wants the tests to run
     */
    static Optional<Promtool> of(Map<String, String> environment) {
        String program = environment.getOrDefault(PROGRAM, "");
        if (program.isBlank()) {
            if (Boolean.parseBoolean(environment.get(REQUIRED))) {
                throw new IllegalStateException(
                        "%s is not set, but %s=true: the tests of the alerts may not be left out here. Set it: %s"
                                .formatted(PROGRAM, REQUIRED, HOW_TO_GET));
            }
            return Optional.empty();
        }
        Path path = Path.of(program).toAbsolutePath();
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException(
                    "%s=%s cannot be run. Unset it, or: %s"
                            .formatted(PROGRAM, program, HOW_TO_GET));
        }
        return Optional.of(new Promtool(path));
    }

    /** The promtool of this environment; without one the test is left out, and says so. */
    static Promtool orLeftOut() {
        Optional<Promtool> promtool = of(System.getenv());
        if (promtool.isEmpty()) {
            System.out.printf(
                    "LEFT OUT: a test of alerts or dashboard, because %s is not set. To run it: %s%n",
                    PROGRAM, HOW_TO_GET);
        }
        Assumptions.assumeTrue(promtool.isPresent(), "no promtool");
        return promtool.orElseThrow();
    }

    /**
     * How it ended, and everything that it said.
     *
     * @param code 0 if all is well
     */
    record Result(int code, String output) {}

    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
