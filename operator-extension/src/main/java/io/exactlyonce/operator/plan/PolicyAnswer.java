package io.exactlyonce.operator.plan;

/**
 * What came of trying what a policy names.
 *
 * @param brokers asked for what they allow
 * @param storage whose Secrets were read
 */
public record PolicyAnswer(BrokerAnswer brokers, StorageAnswer storage) {
    /** Whether there is nothing that could be better soon. */
    public boolean isComplete() {
        return brokers instanceof BrokerAnswer.Told && storage instanceof StorageAnswer.Readable;
    }
}
