package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.policy.PolicyTrust;
import io.exactlyonce.operator.policy.PolicyViolation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a policy's status says of it. {@code Valid}: it can be read and names no server out of
 * bounds. {@code Ready}: its brokers have told their limits as well, without which nothing proves
 * that a timeout is safe.
 *
 * @param policy the whole resource as it was read
 * @param bounds servers a policy may name
 * @param now time of the look
 */
public record PolicyStatus(Fields policy, EndpointBounds bounds, Instant now) {
    private static final String VALID = "Valid";
    private static final String READY = "Ready";

    private record Verdict(String type, ConditionStatus status, Reason reason, String message) {}

    /** The whole status as it is to be; what is not ours in it stays. */
    public Fields next() {
        Fields status = policy.object("status");
        List<Verdict> verdicts = verdicts();
        List<Object> conditions = new ArrayList<>();
        for (Fields old : status.objects("conditions")) {
            if (verdicts.stream()
                    .noneMatch(
                            verdict ->
                                    old.text("type").filter(verdict.type()::equals).isPresent())) {
                conditions.add(old.values());
            }
        }
        verdicts.forEach(verdict -> conditions.add(condition(verdict)));
        return status.with(generation(), "observedGeneration").with(conditions, "conditions");
    }

    private List<Verdict> verdicts() {
        List<PolicyViolation> violations = violations();
        if (!violations.isEmpty()) {
            String message =
                    violations.stream()
                            .map(PolicyViolation::message)
                            .collect(Collectors.joining("\n"));
            return List.of(
                    new Verdict(VALID, ConditionStatus.FALSE, Reason.POLICY_INVALID, message),
                    new Verdict(READY, ConditionStatus.FALSE, Reason.POLICY_INVALID, message));
        }
        return List.of(
                new Verdict(
                        VALID,
                        ConditionStatus.TRUE,
                        Reason.AS_INTENDED,
                        "Every field can be used."),
                brokers(BrokerContract.of(policy)));
    }

    private List<PolicyViolation> violations() {
        return PolicyTrust.within(bounds, PolicyReader.read(policy))
                        instanceof PolicyReading.Invalid invalid
                ? invalid.violations()
                : List.of();
    }

    private static Verdict brokers(BrokerContract contract) {
        if (contract.checkedAt() == null) {
            return new Verdict(
                    READY,
                    ConditionStatus.UNKNOWN,
                    Reason.BROKER_UNREACHABLE,
                    "No broker has told its limits yet, so no timeout is proven to be safe."
                            + " Deployments are admitted with Kafka's default of 15 min in mind.");
        }
        return contract.reachable()
                ? new Verdict(
                        READY,
                        ConditionStatus.TRUE,
                        Reason.AS_INTENDED,
                        "Every field can be used, and the brokers answer.")
                : new Verdict(
                        READY,
                        ConditionStatus.UNKNOWN,
                        Reason.BROKER_UNREACHABLE,
                        "The brokers did not answer when they were last asked, "
                                + contract.checkedAt()
                                + "; their limits may have changed since. Look at the brokers and"
                                + " at the network between.");
    }

    private Map<String, Object> condition(Verdict verdict) {
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("type", verdict.type());
        condition.put("status", verdict.status().text());
        condition.put("observedGeneration", generation());
        condition.put("lastTransitionTime", since(verdict));
        condition.put("reason", verdict.reason().text());
        condition.put("message", verdict.message());
        return condition;
    }

    /** A status that did not change keeps its time. */
    private String since(Verdict verdict) {
        Optional<String> kept =
                policy.objects("status", "conditions").stream()
                        .filter(old -> old.text("type").filter(verdict.type()::equals).isPresent())
                        .filter(
                                old ->
                                        old.text("status")
                                                .filter(verdict.status().text()::equals)
                                                .isPresent())
                        .findFirst()
                        .flatMap(old -> old.text("lastTransitionTime"));
        return kept.orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private long generation() {
        return policy.number("metadata", "generation").orElse(0L);
    }
}
