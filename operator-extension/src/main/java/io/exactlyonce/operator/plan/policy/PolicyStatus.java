package io.exactlyonce.operator.plan.policy;

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
import org.jspecify.annotations.Nullable;

/**
 * What a policy's status says of it. {@code Valid}: it can be read and names no server out of
 * bounds. {@code Ready}: its brokers have told their limits as well, without which nothing proves
 * that a timeout is safe, and the Secrets of its storage can be read, without which no snapshot
 * tells which transactions it holds pending.
 *
 * @param policy the whole resource as it was read
 * @param bounds servers a policy may name
 * @param answer what came of it when brokers and Secrets were last tried; null if that is not known
 * @param now time of the look
 */
public record PolicyStatus(
        Fields policy, EndpointBounds bounds, @Nullable PolicyAnswer answer, Instant now) {
    static final String READY = "Ready";
    private static final String VALID = "Valid";

    private record Verdict(String type, ConditionStatus status, Reason reason, String message) {}

    /**
     * Whether a policy's status says that it is ready, of its fields as they are now.
     *
     * @param policy the whole resource
     */
    public static boolean isReady(Fields policy) {
        Optional<Long> generation = policy.number("metadata", "generation");
        return policy.objects("status", "conditions").stream()
                .filter(condition -> condition.text("type").filter(READY::equals).isPresent())
                .anyMatch(
                        condition ->
                                condition
                                                .text("status")
                                                .filter(ConditionStatus.TRUE.text()::equals)
                                                .isPresent()
                                        && condition
                                                .number("observedGeneration")
                                                .equals(generation));
    }

    /** The whole status as it is to be; what is not ours in it stays. */
    public Fields next() {
        Fields status = policy.object("status");
        Optional<BrokerContract> told = told();
        List<Verdict> verdicts = verdicts(told.orElseGet(() -> BrokerContract.of(policy)));
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
        Fields next =
                status.with(generation(), "observedGeneration").with(conditions, "conditions");
        return told.map(contract -> next.with(contract.fields(), "contract")).orElse(next);
    }

    /** The contract after the answer: brokers that did not answer keep what they told before. */
    private Optional<BrokerContract> told() {
        BrokerAnswer brokers = answer == null ? null : answer.brokers();
        if (brokers instanceof BrokerAnswer.Told told) {
            return Optional.of(told.contract());
        }
        return brokers instanceof BrokerAnswer.Failed failed
                ? Optional.of(BrokerContract.of(policy).unreachableAt(failed.at()))
                : Optional.empty();
    }

    private List<Verdict> verdicts(BrokerContract contract) {
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
                ready(contract));
    }

    private List<PolicyViolation> violations() {
        return PolicyTrust.within(bounds, PolicyReader.read(policy))
                        instanceof PolicyReading.Invalid invalid
                ? invalid.violations()
                : List.of();
    }

    private Verdict ready(BrokerContract contract) {
        BrokerVerdict brokers =
                BrokerVerdict.of(contract, answer == null ? null : answer.brokers(), policy);
        BrokerVerdict verdict =
                answer != null && answer.storage() instanceof StorageAnswer.Failed failed
                        ? brokers.and(failed)
                        : brokers;
        return new Verdict(READY, verdict.status(), verdict.reason(), verdict.message());
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
