package io.exactlyonce.job.check;

import java.time.Duration;
import java.util.Set;

/** What the brokers said about a transaction timeout and a set of topics. */
public sealed interface BrokerAnswer {
    /** Nothing speaks against the timeout and every topic exists. */
    record Accepted() implements BrokerAnswer {}

    /** The timeout is above the smallest maximum of the brokers. */
    record TimeoutTooLong(Duration brokerMaximum) implements BrokerAnswer {}

    /** As {@link TimeoutTooLong}, from a broker that refuses it without telling its maximum. */
    record TimeoutRefused() implements BrokerAnswer {}

    /** The brokers do not let this client use the transactional ids. */
    record NotAuthorized(String transactionalId) implements BrokerAnswer {}

    /** Brokers answered, but some topics are unknown to them: they may be about to be created. */
    record TopicsMissing(Set<String> topics) implements BrokerAnswer {}

    /** No answer this time. */
    record Unreachable(String reason) implements BrokerAnswer {}
}
