package io.exactlyonce.sandbox.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Watches the memory of this process and its children: the sum of their resident set sizes, which
 * counts shared pages more than once and so errs on the high side.
 */
public final class MemoryProbe implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;

    private final ProcessGroup group;
    private final AtomicLong peakKibibytes = new AtomicLong();
    private final Thread thread = new Thread(this::watch, "memory-probe");

    public MemoryProbe(ProcessGroup group) {
        this.group = group;
        thread.setDaemon(true);
        thread.start();
    }

    /** Highest sum seen so far, in MiB; 0 where the system does not tell. */
    public long peakMebibytes() {
        return peakKibibytes.get() / 1024;
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<Long> pids = new ArrayList<>(group.pids());
                pids.add(ProcessHandle.current().pid());
                long sum = Files.isDirectory(Path.of("/proc/self")) ? fromProc(pids) : fromPs(pids);
                peakKibibytes.accumulateAndGet(sum, Math::max);
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long fromProc(List<Long> pids) {
        return pids.stream().mapToLong(MemoryProbe::residentFromProc).sum();
    }

    private static long residentFromProc(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            return 0; // It ended between the listing and now.
        }
    }

    private static long fromPs(List<Long> pids) throws IOException {
        String list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", list).start();
        try (BufferedReader reader = ps.inputReader(StandardCharsets.US_ASCII)) {
            return reader.lines().map(String::strip).mapToLong(Long::parseLong).sum();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
