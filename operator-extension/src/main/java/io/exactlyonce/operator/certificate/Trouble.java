package io.exactlyonce.operator.certificate;

/** What keeps a replica from looking after the webhook's certificate as it should. */
public enum Trouble {
    /** Somebody else keeps writing the {@code caBundle} that this operator writes. */
    QUARREL("quarrel"),
    /** Every write is refused as a conflict: what is seen is older than what is stored. */
    STALE("stale"),
    /** The API server refuses a write, or does not answer. */
    REFUSED("refused"),
    /** What is there cannot be used, or a look ended with an error. */
    FAILED("failed"),
    /** Nobody looks any more. */
    STOPPED("stopped");

    private final String text;

    Trouble(String text) {
        this.text = text;
    }

    /** As a label of metrics has it. */
    public String text() {
        return text;
    }
}
