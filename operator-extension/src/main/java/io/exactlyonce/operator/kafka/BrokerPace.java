package io.exactlyonce.operator.kafka;

import java.time.Duration;

/**
 * How much is asked of brokers, and how long is waited for them.
 *
 * @param answer longest wait for one answer, retries of the client included
 * @param request longest wait for one request; a client tries again after it
 * @param quiet how long brokers that did not answer are left alone: whoever asks in between is told
 *     at once, so that brokers that hang hold up nobody for long
 * @param secrets how long the text of a Secret is believed
 * @param idle after how long without a question a client is closed
 * @param perSecond most requests of one policy to its brokers, on average since its last pause
 */
record BrokerPace(
        Duration answer,
        Duration request,
        Duration quiet,
        Duration secrets,
        Duration idle,
        int perSecond) {
    /** For a cluster. */
    static final BrokerPace USUAL =
            new BrokerPace(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(15),
                    10);
}
