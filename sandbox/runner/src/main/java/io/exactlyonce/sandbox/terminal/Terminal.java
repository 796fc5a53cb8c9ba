package io.exactlyonce.sandbox.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Prints what happens: one line a step, and below them a live line that is redrawn in place. Piped
 * into a file there are no colours, and the live line is printed anew now and then.
 */
public final class Terminal {
    private static final Duration PLAIN_STATUS_EVERY = Duration.ofSeconds(10);
    private static final String CLEAR_LINE = "\r\033[2K";

    private final PrintStream out;
    private final boolean live;
    private final boolean colour;
    private final long start = System.nanoTime();
    private long lastPlainStatus = start;
    private boolean statusShown;

    /**
     * @param live whether lines can be redrawn
     * @param colour whether escape sequences for colours are understood
     */
    public Terminal(PrintStream out, boolean live, boolean colour) {
        this.out = out;
        this.live = live;
        this.colour = colour;
    }

    /** The terminal of this process; {@code sandbox.terminal} tells whether output is one. */
    public static Terminal ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean terminal =
                Boolean.getBoolean("sandbox.terminal")
                        && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        boolean colour = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(System.out, terminal, colour);
    }

    /** Something is done, or begins. */
    public synchronized void step(String text) {
        line(Style.PLAIN, stamp() + text);
    }

    /** Something that is done to the job on purpose. */
    public synchronized void blow(String text) {
        line(Style.YELLOW, stamp() + text);
    }

    /** Good news. */
    public synchronized void good(String text) {
        line(Style.GREEN, stamp() + text);
    }

    /** Bad news. */
    public synchronized void bad(String text) {
        line(Style.RED, stamp() + text);
    }

    /** A line without a time. */
    public synchronized void line(Style style, String text) {
        if (statusShown) {
            out.print(CLEAR_LINE);
            statusShown = false;
        }
        out.println(style.paint(text, colour));
        out.flush();
    }

    /** Replaces the live line. */
    public synchronized void status(String text) {
        if (live) {
            out.print(CLEAR_LINE + Style.DIM.paint(stamp() + text, colour));
            statusShown = true;
            out.flush();
        } else if (System.nanoTime() - lastPlainStatus > PLAIN_STATUS_EVERY.toNanos()) {
            lastPlainStatus = System.nanoTime();
            line(Style.PLAIN, stamp() + text);
        }
    }

    /** Two columns, the first as wide as it must be. */
    public synchronized void table(List<Row> rows) {
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        for (Row row : rows) {
            String name = String.format("  %-" + Math.max(1, width) + "s  ", row.name());
            line(Style.PLAIN, name + row.value());
        }
    }

    /** A row of {@link #table}. */
    public record Row(String name, String value) {}

    private String stamp() {
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        return "%3d s  ".formatted(seconds);
    }

    /** Time since this object was made. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
