package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.kafka.NoBrokers;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Brokers that answer the question for open transactions only when they are told to. */
final class HangingKafka extends NoBrokers {
    private final KafkaPort real;
    private final CountDownLatch asked;
    private final CountDownLatch answer;

    /**
     * @param real what they answer then
     * @param asked counted down by the question
     * @param answer awaited before the answer
     */
    HangingKafka(KafkaPort real, CountDownLatch asked, CountDownLatch answer) {
        super("nothing else is asked");
        this.real = real;
        this.asked = asked;
        this.answer = answer;
    }

    @Override
    public Map<String, TransactionDescription> open(Policy policy, String prefix) {
        asked.countDown();
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return real.open(policy, prefix);
    }
}
