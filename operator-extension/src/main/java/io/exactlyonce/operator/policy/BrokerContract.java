package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.deployment.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the brokers allow, as the controller found it and wrote it to {@code status.contract} of the
 * policy. Unknown is a value of its own: nothing unknown may ever be taken for safe.
 *
 * @param checkedAt when the brokers were last asked; null if never
 * @param reachable whether they answered then; the values may be older if they did not
 * @param maximumTimeout smallest {@code transaction.max.timeout.ms} of all brokers; null if unknown
 * @param brokers each broker that answered
 * @param transactionState replication of the topic of transactions; null if unknown
 * @param missingAcls operations the dry run was refused, as {@code WRITE TransactionalId eo1.*}
 */
public record BrokerContract(
        @Nullable Instant checkedAt,
        boolean reachable,
        @Nullable Duration maximumTimeout,
        List<Broker> brokers,
        @Nullable TransactionState transactionState,
        List<String> missingAcls) {
    /** Nobody has asked yet. */
    public static final BrokerContract UNKNOWN =
            new BrokerContract(null, false, null, List.of(), null, List.of());

    /** Copies the lists. */
    public BrokerContract {
        brokers = List.copyOf(brokers);
        missingAcls = List.copyOf(missingAcls);
    }

    /**
     * One broker.
     *
     * @param id node id
     * @param maximumTimeout {@code transaction.max.timeout.ms}; null if unknown
     * @param transactionVersion level of the feature {@code transaction.version}; null if unknown
     * @param idExpiration {@code transactional.id.expiration.ms}; null if unknown
     */
    public record Broker(
            int id,
            @Nullable Duration maximumTimeout,
            @Nullable Integer transactionVersion,
            @Nullable Duration idExpiration) {}

    /**
     * The topic {@code __transaction_state}.
     *
     * @param replicationFactor number of replicas
     * @param minInSyncReplicas {@code min.insync.replicas}
     */
    public record TransactionState(int replicationFactor, int minInSyncReplicas) {}

    /** Reads {@code status.contract} of a policy; {@link #UNKNOWN} where nothing can be read. */
    public static BrokerContract of(Fields policy) {
        return UNKNOWN;
    }

    /** Whether a smallest maximum is known. */
    public boolean isKnown() {
        return maximumTimeout != null;
    }

    /** Smallest {@code transaction.max.timeout.ms} of all brokers; empty if any is unknown. */
    public Optional<Duration> smallestMaximumTimeout() {
        return Optional.ofNullable(maximumTimeout);
    }

    /** How long ago the brokers were asked; empty if never. */
    public Optional<Duration> age(Instant now) {
        return Optional.ofNullable(checkedAt).map(at -> Duration.between(at, now));
    }
}
