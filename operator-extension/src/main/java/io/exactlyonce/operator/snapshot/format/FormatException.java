package io.exactlyonce.operator.snapshot.format;

/** Bytes are not what Flink writes, or not in a form that is understood. */
final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason fit for a status: no text of the file is in it
     */
    FormatException(String reason) {
        super(reason, null, false, false);
    }

    /** The reason as text. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
