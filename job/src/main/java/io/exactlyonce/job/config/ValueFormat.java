package io.exactlyonce.job.config;

import java.util.Locale;

/** How the value of an input record is read. */
public enum ValueFormat {
    /** Not at all: bytes in, bytes out. */
    RAW,
    /** One JSON object per record. */
    JSON,
    /** One line of comma-separated values per record (RFC 4180), without a header line. */
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
