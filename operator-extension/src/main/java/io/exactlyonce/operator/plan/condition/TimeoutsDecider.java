package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.TIMEOUTS_SAFE;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * TimeoutsSafe: the rules find the transaction timeout within its bounds, the upper one as the
 * brokers told it, and the job that runs is the one the rules judged. An accepted violation is
 * still one.
 *
 * @param situation that is judged
 * @param brokers whether those that told their limits are the job's
 */
public record TimeoutsDecider(Situation situation, PrefixAtBrokers brokers) {
    private static final Set<Code> BOUNDS =
            Set.of(
                    Code.TRANSACTION_TIMEOUT_TOO_SHORT,
                    Code.TRANSACTION_TIMEOUT_ABOVE_BROKER,
                    Code.VALUE_UNREADABLE);

    public Verdict decide() {
        return broken().or(this::untold)
                .orElseGet(
                        () ->
                                Verdict.yes(
                                        TIMEOUTS_SAFE,
                                        Reason.TIMEOUTS_WITHIN_LIMITS,
                                        Reason.TIMEOUTS_WITHIN_LIMITS.title() + "."));
    }

    private Optional<Verdict> broken() {
        Assessment assessment = situation.assessment();
        List<Violation> broken =
                Stream.of(assessment.violations(), assessment.outdated(), assessment.accepted())
                        .flatMap(List::stream)
                        .filter(violation -> BOUNDS.contains(violation.code()))
                        .filter(violation -> !(isOfBrokers(violation) && brokers.isElsewhere()))
                        .toList();
        return broken.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Verdict.no(
                                TIMEOUTS_SAFE,
                                Reason.TIMEOUT_UNSAFE,
                                broken.stream()
                                        .map(Violation::message)
                                        .collect(Collectors.joining(" "))));
    }

    private Optional<Verdict> untold() {
        if (!(situation.policy() instanceof PolicyLookup.Found found)) {
            return unknown(Reason.POLICY_MISSING, "There is no policy to judge it by.");
        }
        if (brokers.isElsewhere()) {
            return unknown(
                    Reason.BROKERS_DIFFER,
                    "Whether the job's brokers take its transaction timeout is not known: "
                            + brokers.detail()
                            + ". "
                            + OtherBrokersAdvice.TEXT);
        }
        if (!found.contract().reachable() || found.contract().maximumTimeout() == null) {
            return unknown(
                    Reason.BROKER_UNREACHABLE,
                    "No broker has told the longest transaction timeout it takes: one above it"
                            + " makes the job fail at its start. Look at the conditions of policy "
                            + found.name()
                            + ".");
        }
        return situation.verified().isEmpty() || !situation.gaps().isEmpty()
                ? unknown(
                        Reason.NOT_VERIFIED,
                        "The spec is within its bounds; that the running job follows it is not"
                                + " known.")
                : Optional.empty();
    }

    private static Optional<Verdict> unknown(Reason reason, String message) {
        return Optional.of(Verdict.unknown(TIMEOUTS_SAFE, reason, message));
    }

    private static boolean isOfBrokers(Violation violation) {
        return violation.code() == Code.TRANSACTION_TIMEOUT_ABOVE_BROKER;
    }
}
