package io.exactlyonce.operator.manifest;

import java.util.OptionalInt;

/** A text that is no JSON or YAML object; the message says where and is fit for users. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** The message continues a sentence that names the text, "is no JSON". */
    public ManifestException(String message) {
        this(message, 0);
    }

    ManifestException(String message, int line) {
        super(message);
        this.line = line;
    }

    /** Where the problem is, from 1; empty if the message says it, or nobody knows. */
    public OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
    }
}
