package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Asking;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Brokers;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Silent;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the brokers list as open, asked once for all deployments of a policy and remembered for a
 * while, so that a thousand idle ones cost no more than one. While somebody asks, others get the
 * answer before; brokers that hang hold up one look, not all.
 */
final class OpenTransactions {
    /** An idle deployment costs no request more often than this. */
    static final Duration IDLE = Duration.ofSeconds(30);

    /** While a revision comes or goes. */
    static final Duration BUSY = Duration.ofSeconds(5);

    private final KafkaPort kafka;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    OpenTransactions(KafkaPort kafka, InstantSource clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    private static final class Entry {
        private final ReentrantLock asking = new ReentrantLock();
        private volatile @Nullable Answer last;
    }

    private record Answer(Brokers brokers, Instant at) {}

    /**
     * What is open under the stem of a policy in its namespace.
     *
     * @param longest how old the answer may be
     */
    Brokers of(Policy policy, Duration longest) {
        String prefix = prefix(policy);
        Entry entry =
                entries.computeIfAbsent(
                        policy.identity().name() + "/" + prefix, key -> new Entry());
        Answer last = entry.last;
        if (last != null && isFresh(last, longest)) {
            return last.brokers();
        }
        if (!entry.asking.tryLock()) {
            return last == null ? new Asking() : last.brokers();
        }
        try {
            Answer next = new Answer(ask(policy, prefix), clock.instant());
            entry.last = next;
            return next.brokers();
        } finally {
            entry.asking.unlock();
        }
    }

    /** What was known is not so any more. */
    void forget(Policy policy) {
        Entry entry = entries.get(policy.identity().name() + "/" + prefix(policy));
        Answer last = entry == null ? null : entry.last;
        if (entry != null && last != null) {
            entry.last = new Answer(last.brokers(), Instant.EPOCH);
        }
    }

    private static String prefix(Policy policy) {
        return policy.transactions().idStem() + "." + policy.identity().namespace() + ".";
    }

    /** Brokers that are silent are left alone for as long as those that answer. */
    private boolean isFresh(Answer answer, Duration longest) {
        Duration age = Duration.between(answer.at(), clock.instant());
        Duration bound = answer.brokers() instanceof Silent ? IDLE : longest;
        return !age.isNegative() && age.compareTo(bound) < 0;
    }

    private Brokers ask(Policy policy, String prefix) {
        try {
            return new Told(
                    kafka.open(policy, prefix).values().stream()
                            .filter(TransactionDescription::isOngoing)
                            .flatMap(
                                    told ->
                                            TransactionalIdPrefix.ofId(told.transactionalId())
                                                    .map(it -> new OpenTransaction(told, it))
                                                    .stream())
                            .toList());
        } catch (UnavailableException e) {
            return silent(e);
        }
    }

    /** What a look at open transactions comes to if the brokers do not tell. */
    static Silent silent(UnavailableException failure) {
        return new Silent(failure.reason().orElse(Reason.BROKER_UNREACHABLE), failure.what());
    }
}
