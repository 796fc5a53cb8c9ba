package io.exactlyonce.operator.deployment;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code spec.flinkVersion}. Text of a form not known is kept as it is, so that a report can quote
 * it; it sorts before every version that could be read.
 *
 * @param text as written, {@code v2_2}
 * @param major 0 if the text could not be read
 * @param minor 0 if the text could not be read
 */
public record FlinkVersion(String text, int major, int minor) implements Comparable<FlinkVersion> {
    /** The oldest that upstream's resources ever named. */
    public static final FlinkVersion V1_13 = of(1, 13);

    /** Options whose name was a prefix of another's got a name of their own (FLINK-29372). */
    public static final FlinkVersion V1_17 = of(1, 17);

    /** Options of checkpointing moved to {@code execution.checkpointing.*} (FLINK-34255). */
    public static final FlinkVersion V1_20 = of(1, 20);

    public static final FlinkVersion V2_0 = of(2, 0);
    public static final FlinkVersion V2_2 = of(2, 2);

    private static final Pattern FORM = Pattern.compile("v([0-9]{1,4})_([0-9]{1,4})");
    private static final Comparator<FlinkVersion> ORDER =
            Comparator.comparingInt(FlinkVersion::major)
                    .thenComparingInt(FlinkVersion::minor)
                    .thenComparing(FlinkVersion::text);

    public static FlinkVersion of(int major, int minor) {
        return new FlinkVersion("v" + major + "_" + minor, major, minor);
    }

    /** Reads {@code v1_20}; never fails, see {@link #isKnown()}. */
    public static FlinkVersion parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? new FlinkVersion(
                        text,
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)))
                : new FlinkVersion(text, 0, 0);
    }

    /** Whether the text could be read; a version newer than this operator can be. */
    public boolean isKnown() {
        return major > 0;
    }

    /** False for text that could not be read. */
    public boolean isAtLeast(FlinkVersion other) {
        return isKnown() && compareTo(other) >= 0;
    }

    @Override
    public int compareTo(FlinkVersion other) {
        return ORDER.compare(this, other);
    }
}
