package io.exactlyonce.operator.plan.policy;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.MissingAcl;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the brokers of a policy have told what they allow, and its storage can be read. What only
 * a person can mend is {@code False}; what time may mend is {@code Unknown}.
 */
record BrokerVerdict(ConditionStatus status, Reason reason, String message) {
    private static final Set<Reason> MENDED_BY_TIME =
            Set.of(Reason.BROKER_UNREACHABLE, Reason.BROKER_REQUEST_FAILED, Reason.SECRET_UNKNOWN);

    /**
     * After an answer, or without one in this process.
     *
     * @param contract as the status is going to have it
     * @param policy the whole resource, for what its status said before
     */
    static BrokerVerdict of(BrokerContract contract, @Nullable BrokerAnswer answer, Fields policy) {
        if (answer instanceof BrokerAnswer.Failed failed) {
            return new BrokerVerdict(
                    status(failed.reason()), failed.reason(), known(contract) + failed.message());
        }
        Optional<BrokerVerdict> before = answer == null ? before(policy) : Optional.empty();
        if (before.isPresent()) {
            return before.get();
        }
        return contract.reachable() && contract.checkedAt() != null
                ? told(contract, policy)
                : unasked(contract);
    }

    private static ConditionStatus status(Reason reason) {
        return MENDED_BY_TIME.contains(reason) ? ConditionStatus.UNKNOWN : ConditionStatus.FALSE;
    }

    /** Both, the worse one first. */
    BrokerVerdict and(StorageAnswer.Failed storage) {
        BrokerVerdict other =
                new BrokerVerdict(status(storage.reason()), storage.reason(), storage.message());
        if (status == ConditionStatus.TRUE) {
            return other;
        }
        boolean first = status == ConditionStatus.FALSE || other.status == ConditionStatus.UNKNOWN;
        return first
                ? new BrokerVerdict(status, reason, message + "\n" + other.message)
                : new BrokerVerdict(other.status, other.reason, other.message + "\n" + message);
    }

    private static String known(BrokerContract contract) {
        return contract.brokers().isEmpty()
                ? "No broker has told its limits yet, so no timeout is proven to be safe. "
                : "The brokers' limits in this status are older, and may have changed since. ";
    }

    private static BrokerVerdict told(BrokerContract contract, Fields policy) {
        if (contract.missingAcls().isEmpty()) {
            return new BrokerVerdict(
                    ConditionStatus.TRUE,
                    Reason.AS_INTENDED,
                    "Every field can be used, and the brokers answer.");
        }
        String servers = policy.text("spec", "kafka", "bootstrapServers").orElse("");
        boolean secured = policy.has("spec", "kafka", "tls") || policy.has("spec", "kafka", "sasl");
        String commands =
                contract.missingAcls().stream()
                        .flatMap(text -> MissingAcl.of(text).stream())
                        .map(acl -> acl.command(servers, secured))
                        .collect(Collectors.joining("\n"));
        return new BrokerVerdict(
                ConditionStatus.FALSE,
                Reason.ACL_MISSING,
                "The brokers refuse "
                        + String.join(", ", contract.missingAcls())
                        + ", so jobs under this policy cannot open a transaction, and their"
                        + " transactions cannot be seen. Grant it to the user of the policy, as an"
                        + " administrator of the brokers:\n"
                        + commands);
    }

    /** A process that has just started knows less than the one before wrote. */
    private static Optional<BrokerVerdict> before(Fields policy) {
        return policy.objects("status", "conditions").stream()
                .filter(old -> old.text("type").filter(PolicyStatus.READY::equals).isPresent())
                .findFirst()
                .flatMap(old -> isOf(policy, old) ? read(old) : Optional.of(edited()));
    }

    private static boolean isOf(Fields policy, Fields condition) {
        return condition
                .number("observedGeneration")
                .filter(
                        generation ->
                                !policy.number("metadata", "generation")
                                        .equals(Optional.of(generation)))
                .isEmpty();
    }

    private static BrokerVerdict edited() {
        return new BrokerVerdict(
                ConditionStatus.UNKNOWN,
                Reason.BROKER_UNREACHABLE,
                "The policy has changed since its brokers were last asked, so what they allow it is"
                        + " not known. They are being asked.");
    }

    private static Optional<BrokerVerdict> read(Fields condition) {
        return condition
                .text("reason")
                .flatMap(Reason::of)
                .filter(reason -> reason != Reason.POLICY_INVALID && reason != Reason.AS_INTENDED)
                .flatMap(
                        reason ->
                                condition
                                        .text("message")
                                        .map(
                                                message ->
                                                        new BrokerVerdict(
                                                                ConditionStatus.of(
                                                                        condition
                                                                                .text("status")
                                                                                .orElse("")),
                                                                reason,
                                                                message)));
    }

    private static BrokerVerdict unasked(BrokerContract contract) {
        return new BrokerVerdict(
                ConditionStatus.UNKNOWN,
                Reason.BROKER_UNREACHABLE,
                contract.checkedAt() == null
                        ? "No broker has told its limits yet, so no timeout is proven to be safe."
                                + " Deployments are admitted with Kafka's default of 15 min in mind."
                        : "The brokers did not answer when they were last asked, "
                                + contract.checkedAt()
                                + "; their limits may have changed since. Look at the brokers and"
                                + " at the network between.");
    }
}
