package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * EO1001. H1 and H14: a transaction that times out after its checkpoint was completed is dropped by
 * the recovered committer with a line in a log (reproduced: 998 of 1,967 records). The bound is
 * {@link TransactionTimeoutFormula}; {@link FailOver} is what it has to have room for.
 */
final class TransactionTimeoutTooShort implements Rule {

    @Override
    public Code code() {
        return Code.TRANSACTION_TIMEOUT_TOO_SHORT;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        List<Violation> found = new ArrayList<>();
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        slack(configuration).ifPresent(found::add);
        Optional<TimeoutBudget> known = TimeoutBudget.of(input);
        known.flatMap(budget -> outage(input, configuration, budget)).ifPresent(found::add);
        known.filter(budget -> budget.timeout().compareTo(budget.formula().lowerBound()) < 0)
                .map(budget -> tooShort(configuration, budget, input))
                .ifPresent(found::add);
        return List.copyOf(found);
    }

    private Optional<Violation> slack(EffectiveConfiguration configuration) {
        return configuration
                .duration(JobKeys.SLACK, TransactionTimeoutFormula.MIN_SLACK)
                .filter(slack -> slack.compareTo(TransactionTimeoutFormula.MIN_SLACK) < 0)
                .flatMap(slack -> configuration.found(JobKeys.SLACK))
                .map(
                        slack ->
                                slack.violation(
                                        code(),
                                        "brokers look for expired transactions only every 10 s and"
                                                + " clocks drift, so that a smaller reserve is used"
                                                + " up; the job refuses to start",
                                        "Set it to 1 min or more, or remove it"));
    }

    private Violation tooShort(
            EffectiveConfiguration configuration, TimeoutBudget budget, RuleInput input) {
        TransactionTimeoutFormula formula = budget.formula();
        String observed =
                configuration
                        .found(JobKeys.TRANSACTION_TIMEOUT)
                        .map(
                                found ->
                                        TimeText.of(budget.timeout())
                                                + (found.inherited()
                                                        ? " (from upstream's default configuration)"
                                                        : ""))
                        .orElse("not set, which means " + TimeText.of(budget.timeout()));
        return new Violation(
                code(),
                Violation.configuration(
                        configuration
                                .found(JobKeys.TRANSACTION_TIMEOUT)
                                .map(Observed::key)
                                .orElse(JobKeys.TRANSACTION_TIMEOUT.name())),
                observed + ", but a transaction can stay open for " + sum(formula),
                "brokers abort a transaction at its timeout, and records that a completed"
                        + " checkpoint counts as written are lost without an error",
                fix(budget, input));
    }

    private static String sum(TransactionTimeoutFormula formula) {
        TransactionTimeoutFormula.Checkpointing checkpointing = formula.checkpointing();
        return TimeText.of(formula.lowerBound())
                + " ("
                + TimeText.of(formula.untilCheckpointCompleted())
                + " until its checkpoint is complete + "
                + TimeText.of(formula.maxOutage())
                + " outage + "
                + TimeText.of(formula.slack())
                + " slack; checkpoints: interval "
                + TimeText.of(checkpointing.interval())
                + ", timeout "
                + TimeText.of(checkpointing.timeout())
                + ", min pause "
                + TimeText.of(checkpointing.minPause())
                + ", "
                + checkpointing.tolerableFailures()
                + " tolerated failures, "
                + formula.savepointsBetween()
                + " plain savepoints)";
    }

    private static String fix(TimeoutBudget budget, RuleInput input) {
        Duration bound = budget.formula().lowerBound();
        Optional<Duration> maximum = input.contract().smallestMaximumTimeout();
        String lower = "ower " + LongestTerms.of(budget, input);
        if (bound.compareTo(UnreadableValue.LONGEST_OF_KAFKA) > 0) {
            return "L" + lower + "; no transaction timeout is that long";
        }
        if (maximum.filter(most -> most.compareTo(bound) < 0).isPresent()) {
            return "The brokers allow no more than "
                    + TimeText.of(maximum.get())
                    + ", so l"
                    + lower
                    + ", or raise transaction.max.timeout.ms on every broker and then this";
        }
        return "Set it to at least " + TimeText.of(bound) + ", or l" + lower;
    }

    /** The outage that the bound allows for must have room for the job's own waits. */
    private Optional<Violation> outage(
            RuleInput input, EffectiveConfiguration configuration, TimeoutBudget budget) {
        Duration allowed = budget.formula().maxOutage();
        return FailOver.of(configuration)
                .filter(failOver -> failOver.longest().compareTo(allowed) > 0)
                .filter(failOver -> !isOurs(input, configuration, failOver))
                .map(failOver -> outage(configuration, failOver, allowed));
    }

    /** Nothing that the user could lower: the shortest waits there are, under a short outage. */
    private static boolean isOurs(
            RuleInput input, EffectiveConfiguration configuration, FailOver failOver) {
        return Stream.of(failOver.detection(), failOver.delay())
                .allMatch(
                        wait ->
                                configuration
                                        .found(wait.key())
                                        .filter(found -> AddedEarlier.isOurs(input, found))
                                        .isPresent());
    }

    private Violation outage(
            EffectiveConfiguration configuration, FailOver failOver, Duration allowed) {
        FailOver.Wait larger = failOver.larger();
        return new Violation(
                code(),
                Violation.configuration(larger.key().name()),
                configuration.found(larger.key()).map(Observed::text).orElse("not set")
                        + ", so that with "
                        + failOver.smaller().text()
                        + " a failed job may be down for "
                        + TimeText.of(failOver.longest())
                        + ", above the "
                        + TimeText.of(allowed)
                        + " of outage that the transaction timeout allows for",
                "brokers abort a transaction at its timeout, and records that a completed"
                        + " checkpoint counts as written are lost without an error",
                "Lower it, or set "
                        + JobKeys.MAX_OUTAGE.name()
                        + " to at least "
                        + TimeText.of(failOver.longest())
                        + " and the transaction timeout to what follows from it");
    }
}
