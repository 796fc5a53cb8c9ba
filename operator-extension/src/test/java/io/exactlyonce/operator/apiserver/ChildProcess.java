package io.exactlyonce.operator.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that cannot outlive this JVM, however the JVM ends: a shell beside it reads a pipe that
 * nobody ever writes to, and kills the program when the pipe closes, which the operating system
 * does even for a JVM that is killed.
 */
final class ChildProcess implements AutoCloseable {
    private static final String DIES_WITH_ITS_STDIN =
            """
            exec 3<&0
            "$@" < /dev/null 3<&- & child=$!
            { cat <&3 > /dev/null; kill -9 "$child"; } 2> /dev/null &
            watcher=$!
            wait "$child"; status=$?
            kill "$watcher" 2> /dev/null
            exit "$status"
            """;
    private static final int TAIL_LINES = 15;

    private final Process shell;
    private final Path log;

    private ChildProcess(Process shell, Path log) {
        this.shell = shell;
        this.log = log;
    }

    /** Starts the command; what it prints goes to the log file. */
    static ChildProcess start(Path log, List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", DIES_WITH_ITS_STDIN, "sh"));
        wrapped.addAll(command);
        try {
            Process shell =
                    new ProcessBuilder(wrapped)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            return new ChildProcess(shell, log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.get(0), e);
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** Of the shell, whose only lasting child is the program. */
    long pid() {
        return shell.pid();
    }

    /** The last lines of the log. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Process " + shell.pid() + " does not end: " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
