package io.exactlyonce.sandbox.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All processes of a run. Closing it, also from a shutdown hook, kills what is left; nothing can be
 * started afterwards.
 */
public final class ProcessGroup implements AutoCloseable {
    private final Path logs;
    private final Path temporary;
    private final List<ChildProcess> children = new ArrayList<>();
    private boolean closed;

    /**
     * @param logs existing folder for one log file per process
     * @param temporary existing folder for their temporary files
     */
    public ProcessGroup(Path logs, Path temporary) {
        this.logs = logs;
        this.temporary = temporary;
    }

    /** Starts a process in the background. */
    public synchronized ChildProcess start(ProcessSpec spec) {
        if (closed) {
            throw new IllegalStateException("The sandbox is stopping: not starting " + spec.name());
        }
        Path log = logs.resolve(spec.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(commandLine(spec));
        builder.environment().putAll(spec.extras().environment());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            ChildProcess child = new ChildProcess(spec.name(), builder.start(), log);
            children.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + spec.name(), e);
        }
    }

    private List<String> commandLine(ProcessSpec spec) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + spec.heapMebibytes() + "m");
        // Small machines: short-lived processes that start fast and stay small.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-XX:-UsePerfData");
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(spec.extras().jvmOptions());
        command.add("-cp");
        command.add(spec.classPath() + File.pathSeparator + ownClasses());
        command.add(ChildMain.class.getName());
        command.add(spec.mainClass());
        command.addAll(spec.arguments());
        return command;
    }

    private static String ownClasses() {
        return Path.of(
                        java.net.URI.create(
                                ChildMain.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()))
                .toString();
    }

    /** Process ids of the children that are alive. */
    public synchronized List<Long> pids() {
        return children.stream().filter(ChildProcess::isAlive).map(ChildProcess::pid).toList();
    }

    @Override
    public void close() {
        List<ChildProcess> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(children);
        }
        left.forEach(ChildProcess::kill);
    }
}
