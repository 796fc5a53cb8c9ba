package io.exactlyonce.job.check;

import java.time.Duration;
import java.util.Set;

/** The one question the start check has for Kafka. */
@FunctionalInterface
public interface BrokerPort {
    /**
     * Asks once, without retry. Never throws: no answer is {@link BrokerAnswer.Unreachable}.
     *
     * @param transactionTimeout the timeout the sink will ask for
     * @param topics topics the job reads and writes
     */
    BrokerAnswer ask(Duration transactionTimeout, Set<String> topics);
}
