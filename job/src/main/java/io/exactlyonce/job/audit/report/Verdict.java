package io.exactlyonce.job.audit.report;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the audit may claim. */
public enum Verdict {
    /** Something was judged and nothing is wrong. */
    CLEAN("clean", 0),
    /** A loss, a duplicate, a reordering or an unexpected record is proven. */
    NOT_CLEAN("not clean", 1),
    /** Not everything could be read, or nothing was there to judge: neither good nor bad. */
    INCOMPLETE("incomplete", 3);

    private final String text;
    private final int exitCode;

    Verdict(String text, int exitCode) {
        this.text = text;
        this.exitCode = exitCode;
    }

    @JsonValue
    public String text() {
        return text;
    }

    public int exitCode() {
        return exitCode;
    }
}
