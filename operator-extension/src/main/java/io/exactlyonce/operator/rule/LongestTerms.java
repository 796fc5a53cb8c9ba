package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What makes the bound of {@link TransactionTimeoutFormula} as long as it is: the options that
 * lower it most come first. The policy's own outage and slack are not among them, as they are no
 * choice of a deployment's.
 */
final class LongestTerms {
    private static final Duration LEAST = Duration.ofMillis(1);

    /** What is not worth naming beside the longest: less than a fifth of it. */
    private static final int WORTH_NAMING = 5;

    private LongestTerms() {}

    /** An option, and by how much the bound falls at its least value. */
    private record Term(String key, Duration saved) {}

    /** The options as one says them: {@code A, B or C}. */
    static String of(TimeoutBudget budget, RuleInput input) {
        List<Term> terms =
                all(budget.formula(), input)
                        .sorted(Comparator.comparing(Term::saved).reversed())
                        .toList();
        boolean beyondAnyTimeout =
                budget.formula().lowerBound().compareTo(UnreadableValue.LONGEST_OF_KAFKA) > 0;
        Duration longest = terms.get(0).saved();
        Duration worth = beyondAnyTimeout ? longest : longest.dividedBy(WORTH_NAMING);
        List<String> keys =
                terms.stream()
                        .filter(term -> term.saved().compareTo(worth) >= 0)
                        .filter(term -> term.saved().compareTo(LEAST) >= 0)
                        .map(Term::key)
                        .toList();
        return keys.size() < 2
                ? String.join("", keys)
                : keys.stream().limit(keys.size() - 1L).collect(Collectors.joining(", "))
                        + " or "
                        + keys.get(keys.size() - 1);
    }

    private static Stream<Term> all(TransactionTimeoutFormula formula, RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        TransactionTimeoutFormula.Checkpointing now = formula.checkpointing();
        int failures = now.tolerableFailures();
        Duration policyOutage = input.policy().checkpoints().outage().maxOutage();
        return Stream.of(
                term(
                        interval(configuration, now),
                        formula,
                        with(formula, LEAST, now.timeout(), now.minPause(), failures)),
                term(
                        FlinkKey.CHECKPOINT_TIMEOUT,
                        formula,
                        with(formula, now.interval(), LEAST, now.minPause(), failures)),
                term(
                        FlinkKey.CHECKPOINT_MIN_PAUSE,
                        formula,
                        with(formula, now.interval(), now.timeout(), Duration.ZERO, failures)),
                term(
                        FlinkKey.TOLERABLE_FAILED_CHECKPOINTS,
                        formula,
                        with(formula, now.interval(), now.timeout(), now.minPause(), 0)),
                new Term(
                        savepoints(configuration),
                        saved(
                                formula,
                                new TransactionTimeoutFormula(
                                        now, 0, formula.maxOutage(), formula.slack()))),
                new Term(JobKeys.MAX_OUTAGE.name(), formula.maxOutage().minus(policyOutage)));
    }

    private static FlinkKey interval(
            EffectiveConfiguration configuration, TransactionTimeoutFormula.Checkpointing now) {
        boolean backlog =
                configuration
                        .merged()
                        .duration(FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG)
                        .asOptional()
                        .filter(now.interval()::equals)
                        .isPresent();
        return backlog ? FlinkKey.CHECKPOINT_INTERVAL_DURING_BACKLOG : FlinkKey.CHECKPOINT_INTERVAL;
    }

    /** Where the savepoints in between come from. */
    private static String savepoints(EffectiveConfiguration configuration) {
        Optional<Observed> periodic = configuration.found(FlinkKey.PERIODIC_SAVEPOINT_INTERVAL);
        return periodic.map(found -> found.key() + " (by a longer one)")
                .orElse(JobKeys.PLAIN_SAVEPOINTS.name());
    }

    private static Term term(
            FlinkKey key, TransactionTimeoutFormula formula, TransactionTimeoutFormula without) {
        return new Term(key.name(), saved(formula, without));
    }

    private static Duration saved(
            TransactionTimeoutFormula formula, TransactionTimeoutFormula without) {
        return formula.lowerBound().minus(without.lowerBound());
    }

    private static TransactionTimeoutFormula with(
            TransactionTimeoutFormula formula,
            Duration interval,
            Duration timeout,
            Duration minPause,
            int failures) {
        return new TransactionTimeoutFormula(
                new TransactionTimeoutFormula.Checkpointing(interval, timeout, minPause, failures),
                formula.savepointsBetween(),
                formula.maxOutage(),
                formula.slack());
    }
}
