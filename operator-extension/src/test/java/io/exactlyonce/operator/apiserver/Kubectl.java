package io.exactlyonce.operator.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real kubectl, as a process, with a kubeconfig and a home of its own; nothing of the machine's
 * configuration is read or changed.
 */
public final class Kubectl {
    private static final int TIMEOUT_SECONDS = 120;

    private final Path program;
    private final Path kubeconfig;
    private final Path home;
    private final List<String> before;
    private final String editor;

    Kubectl(Path program, Path kubeconfig, Path home) {
        this(program, kubeconfig, home, List.of(), "false");
    }

    private Kubectl(Path program, Path kubeconfig, Path home, List<String> before, String editor) {
        this.program = program;
        this.kubeconfig = kubeconfig;
        this.home = home;
        this.before = before;
        this.editor = editor;
    }

    /** What one call printed, and its exit code. */
    public record Result(int exitCode, String stdout, String stderr) {
        /**
         * What it printed on stdout.
         *
         * @throws AssertionError if it failed
         */
        public String success() {
            if (exitCode != 0) {
                throw new AssertionError("kubectl ended with " + exitCode + ": " + stderr);
            }
            return stdout;
        }
    }

    /**
     * The same with these arguments in front of every call: {@code --namespace=…}, {@code --as=…}.
     */
    public Kubectl with(String... arguments) {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(arguments));
        return new Kubectl(program, kubeconfig, home, List.copyOf(all), editor);
    }

    /** The same for {@code kubectl edit}: the command that is given the file to change. */
    public Kubectl withEditor(String command) {
        return new Kubectl(program, kubeconfig, home, before, command);
    }

    /** Runs {@code kubectl ARGUMENTS…} without input. */
    public Result run(String... arguments) {
        return runWithInput("", arguments);
    }

    /** Runs {@code kubectl ARGUMENTS…} with this on stdin. */
    public Result runWithInput(String stdin, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(before);
        command.addAll(List.of(arguments));
        try {
            // Files, not pipes: nothing can block, whichever stream fills first.
            Path folder = Files.createTempDirectory(home, "call-");
            Path in = Files.writeString(folder.resolve("stdin"), stdin);
            Path out = folder.resolve("stdout");
            Path err = folder.resolve("stderr");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment()
                    .putAll(
                            Map.of(
                                    "KUBECONFIG", kubeconfig.toString(),
                                    "HOME", home.toString(),
                                    "KUBE_EDITOR", editor));
            int exitCode = await(builder.start(), command);
            Result result = new Result(exitCode, Files.readString(out), Files.readString(err));
            for (Path file : List.of(in, out, err, folder)) {
                Files.delete(file);
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl cannot be run: " + command, e);
        }
    }

    private static int await(Process process, List<String> command) {
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "kubectl did not end within " + TIMEOUT_SECONDS + " s: " + command);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
