package io.exactlyonce.operator.ledger;

/**
 * What is needed to look after the transactions of a deployment that is gone: without it, nobody
 * could be asked.
 *
 * @param policy that it was under; empty text if unknown
 * @param checkpointDirectory {@code execution.checkpointing.dir} of its newest revision; empty text
 *     if unknown
 * @param endpoint of S3 that its job was last started with; empty text if unknown, or if it is the
 *     user's own
 * @param brokers bootstrap servers that its job was last started with; empty text if unknown
 */
public record Care(String policy, String checkpointDirectory, String endpoint, String brokers) {
    /** Nothing is known. */
    public static final Care UNKNOWN = new Care("", "", "", "");
}
