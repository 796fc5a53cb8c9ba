package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.deployment.Fields;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
 * @param missingAcls operations the dry run was refused, as {@code WRITE TransactionalId
 *     eo1.shop.*}
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
     * @param id node id; -1 if it was not written
     * @param maximumTimeout {@code transaction.max.timeout.ms}; null if unknown
     * @param transactionVersion level of the feature {@code transaction.version}; null if unknown
     * @param idExpiration {@code transactional.id.expiration.ms}; null if unknown
     */
    public record Broker(
            int id,
            @Nullable Duration maximumTimeout,
            @Nullable Integer transactionVersion,
            @Nullable Duration idExpiration) {
        private Fields fields() {
            Fields broker = Fields.EMPTY.with((long) id, "id");
            broker = with(broker, maximumTimeoutIfKnown(), "transactionMaxTimeoutMs");
            broker = with(broker, idExpirationIfKnown(), "transactionalIdExpirationMs");
            return transactionVersion == null
                    ? broker
                    : broker.with(transactionVersion.longValue(), "transactionVersion");
        }

        static Broker of(Fields broker) {
            return new Broker(
                    integer(broker, "id").orElse(-1),
                    millis(broker, "transactionMaxTimeoutMs").orElse(null),
                    integer(broker, "transactionVersion").orElse(null),
                    millis(broker, "transactionalIdExpirationMs").orElse(null));
        }

        public Optional<Duration> maximumTimeoutIfKnown() {
            return Optional.ofNullable(maximumTimeout);
        }

        public Optional<Integer> transactionVersionIfKnown() {
            return Optional.ofNullable(transactionVersion);
        }

        public Optional<Duration> idExpirationIfKnown() {
            return Optional.ofNullable(idExpiration);
        }
    }

    /**
     * The topic {@code __transaction_state}.
     *
     * @param replicationFactor number of replicas
     * @param minInSyncReplicas {@code min.insync.replicas}
     */
    public record TransactionState(int replicationFactor, int minInSyncReplicas) {
        static Optional<TransactionState> of(Fields topic) {
            return integer(topic, "replicationFactor")
                    .flatMap(
                            replicas ->
                                    integer(topic, "minInSyncReplicas")
                                            .map(inSync -> new TransactionState(replicas, inSync)));
        }
    }

    /**
     * Reads {@code status.contract} of a policy. What is absent or no number is unknown; a broker
     * that did not tell its maximum makes the smallest one unknown, unless the status has it from
     * asking for transactions instead of for settings.
     */
    public static BrokerContract of(Fields policy) {
        Fields contract = policy.object("status", "contract");
        List<Broker> brokers = contract.objects("brokers").stream().map(Broker::of).toList();
        return new BrokerContract(
                contract.text("checkedAt").flatMap(BrokerContract::instant).orElse(null),
                contract.isTrue("reachable"),
                smallest(millis(contract, "transactionMaxTimeoutMs"), brokers).orElse(null),
                brokers,
                TransactionState.of(contract.object("transactionState")).orElse(null),
                contract.list("acl", "missing").stream().map(String::valueOf).toList());
    }

    /** As {@link #of} reads it; what is unknown is absent. */
    public Fields fields() {
        Fields contract = Fields.EMPTY.with(reachable, "reachable");
        if (checkedAt != null) {
            contract =
                    contract.with(
                            checkedAt.truncatedTo(ChronoUnit.SECONDS).toString(), "checkedAt");
        }
        contract = with(contract, smallestMaximumTimeout(), "transactionMaxTimeoutMs");
        if (!brokers.isEmpty()) {
            contract =
                    contract.with(
                            brokers.stream().map(broker -> broker.fields().values()).toList(),
                            "brokers");
        }
        if (transactionState != null) {
            contract =
                    contract.with(
                            Fields.EMPTY
                                    .with(
                                            (long) transactionState.replicationFactor(),
                                            "replicationFactor")
                                    .with(
                                            (long) transactionState.minInSyncReplicas(),
                                            "minInSyncReplicas"),
                            "transactionState");
        }
        return missingAcls.isEmpty() ? contract : contract.with(missingAcls, "acl", "missing");
    }

    private static Fields with(Fields fields, Optional<Duration> duration, String name) {
        return duration.map(known -> fields.with(known.toMillis(), name)).orElse(fields);
    }

    /** The same from a time at which the brokers did not answer: the values are older. */
    public BrokerContract unreachableAt(Instant asked) {
        return new BrokerContract(
                asked, false, maximumTimeout, brokers, transactionState, missingAcls);
    }

    private static Optional<Duration> smallest(Optional<Duration> overall, List<Broker> brokers) {
        List<Duration> told =
                brokers.stream()
                        .flatMap(broker -> broker.maximumTimeoutIfKnown().stream())
                        .toList();
        if (overall.isEmpty() && told.size() < brokers.size()) {
            return Optional.empty();
        }
        return Stream.concat(overall.stream(), told.stream()).min(Comparator.naturalOrder());
    }

    private static Optional<Duration> millis(Fields fields, String name) {
        return fields.number(name).filter(millis -> millis > 0).map(Duration::ofMillis);
    }

    private static Optional<Integer> integer(Fields fields, String name) {
        return fields.number(name)
                .filter(number -> number >= 0 && number <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Whether a smallest maximum is known. */
    public boolean isKnown() {
        return maximumTimeout != null;
    }

    /** Smallest {@code transaction.max.timeout.ms} of all brokers; empty if any is unknown. */
    public Optional<Duration> smallestMaximumTimeout() {
        return Optional.ofNullable(maximumTimeout);
    }

    public Optional<TransactionState> transactionStateIfKnown() {
        return Optional.ofNullable(transactionState);
    }

    /** How long ago the brokers were asked; empty if never. */
    public Optional<Duration> age(Instant now) {
        return Optional.ofNullable(checkedAt).map(at -> Duration.between(at, now));
    }
}
