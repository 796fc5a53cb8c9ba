package io.exactlyonce.operator.ledger;

/**
 * What is needed to look after the transactions of a deployment that is gone: without it, nobody
 * could be asked.
 *
 * @param policy that it was under; empty text if unknown
 * @param checkpointDirectory {@code execution.checkpointing.dir} of its newest revision; empty text
 *     if unknown
 */
public record Care(String policy, String checkpointDirectory) {
    /** Nothing is known. */
    public static final Care UNKNOWN = new Care("", "");
}
