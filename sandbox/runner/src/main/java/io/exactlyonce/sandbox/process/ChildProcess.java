package io.exactlyonce.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running (or ended) Java process of ours. */
public final class ChildProcess {
    private final String name;
    private final Process process;
    private final Path log;

    ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** Where its standard output and error go. */
    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, for whatever reason. */
    public CompletableFuture<ChildProcess> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    /** Sends SIGKILL and waits until the process is gone: no hook runs, nothing is flushed. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Sends SIGSTOP: the process is there, keeps its connections, and does nothing any more. */
    public void hang() {
        try {
            new ProcessBuilder("kill", "-STOP", Long.toString(pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends SIGTERM; SIGKILL when it has not ended in time. */
    public void stop(Duration patience) {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    /** Waits for its end and returns the exit code. */
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
