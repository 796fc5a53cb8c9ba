package io.exactlyonce.job.check;

/** The one question the start check has for Kafka. */
@FunctionalInterface
public interface BrokerPort {
    /** Asks once, without retry. Never throws: no answer is {@link BrokerAnswer.NotYet}. */
    BrokerAnswer ask(BrokerQuestion question);
}
