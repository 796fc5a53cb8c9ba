package io.exactlyonce.sandbox.verdict;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The outcome of a run, in numbers of records.
 *
 * @param in records of the input file
 * @param out committed results
 * @param dead committed dead letters
 * @param lost expected results and dead letters that are not committed
 * @param duplicated results committed more often than expected
 * @param unexpected committed results that nothing in the input accounts for
 * @param reordered keys whose results are all there, in another order
 * @param hanging transactions still open, and partitions that cannot be read to their end
 */
public record Verdict(long in, long out, long dead, Difference difference, long hanging) {

    /** See {@link Verdict}. */
    public record Difference(long lost, long duplicated, long unexpected, long reordered) {}

    /** True when every expected result is committed once, in order, and nothing else is. */
    @JsonIgnore
    public boolean isExactlyOnce() {
        return difference.equals(new Difference(0, 0, 0, 0)) && hanging == 0;
    }

    /**
     * The last line of a run.
     *
     * @param auditExitCode what the audit of the lanes said: 0 clean, 1 not clean, else no answer
     */
    public String line(int auditExitCode) {
        String line =
                "VERDICT %s: in=%d out=%d dead=%d lost=%d duplicated=%d hanging=%d"
                        .formatted(
                                word(auditExitCode),
                                in,
                                out,
                                dead,
                                difference.lost,
                                difference.duplicated,
                                hanging);
        if (difference.unexpected + difference.reordered > 0) {
            line +=
                    " unexpected=%d reordered=%d"
                            .formatted(difference.unexpected, difference.reordered);
        }
        return auditExitCode == 0 ? line : line + " audit=" + auditExitCode;
    }

    private String word(int auditExitCode) {
        if (!isExactlyOnce() || auditExitCode == 1) {
            return "NOT exactly-once";
        }
        return auditExitCode == 0 ? "exactly-once" : "unknown";
    }
}
