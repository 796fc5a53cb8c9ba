package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.TIMEOUTS_SAFE;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * TimeoutsSafe: the rules find the transaction timeout within its bounds, the upper one as the
 * brokers told it, and the job that runs is the one the rules judged. An accepted violation is
 * still one.
 */
public record TimeoutsDecider(Situation situation) {
    private static final Set<Code> BOUNDS =
            Set.of(
                    Code.TRANSACTION_TIMEOUT_TOO_SHORT,
                    Code.TRANSACTION_TIMEOUT_ABOVE_BROKER,
                    Code.VALUE_UNREADABLE);

    public Verdict decide() {
        List<Violation> broken =
                Stream.concat(
                                situation.assessment().violations().stream(),
                                situation.assessment().accepted().stream())
                        .filter(violation -> BOUNDS.contains(violation.code()))
                        .toList();
        if (!broken.isEmpty()) {
            return Verdict.no(
                    TIMEOUTS_SAFE,
                    Reason.TIMEOUT_UNSAFE,
                    broken.stream().map(Violation::message).collect(Collectors.joining(" ")));
        }
        if (!(situation.policy() instanceof PolicyLookup.Found found)) {
            return Verdict.unknown(
                    TIMEOUTS_SAFE, Reason.POLICY_MISSING, "There is no policy to judge it by.");
        }
        if (!found.contract().reachable() || found.contract().maximumTimeout() == null) {
            return Verdict.unknown(
                    TIMEOUTS_SAFE,
                    Reason.BROKER_UNREACHABLE,
                    "No broker has told the longest transaction timeout it takes: one above it"
                            + " makes the job fail at its start. Look at the conditions of policy "
                            + found.name()
                            + ".");
        }
        if (situation.verified().isEmpty() || !situation.gaps().isEmpty()) {
            return Verdict.unknown(
                    TIMEOUTS_SAFE,
                    Reason.NOT_VERIFIED,
                    "The spec is within its bounds; that the running job follows it is not known.");
        }
        return Verdict.yes(
                TIMEOUTS_SAFE,
                Reason.TIMEOUTS_WITHIN_LIMITS,
                Reason.TIMEOUTS_WITHIN_LIMITS.title() + ".");
    }
}
