package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * EO1002. H13: the broker refuses {@code InitProducerId} above {@code transaction.max.timeout.ms}
 * (KIP-98; 15 min on a stock broker), and the job restarts for ever, with the first sign a minute
 * after it was applied.
 */
final class TransactionTimeoutAboveBroker implements Rule {

    @Override
    public Code code() {
        return Code.TRANSACTION_TIMEOUT_ABOVE_BROKER;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Optional<Duration> timeout = TimeoutBudget.timeout(configuration);
        Optional<Duration> maximum = input.contract().smallestMaximumTimeout();
        if (timeout.isEmpty() || maximum.isEmpty() || timeout.get().compareTo(maximum.get()) <= 0) {
            return List.of();
        }
        String most = TimeText.of(maximum.get());
        return List.of(
                new Violation(
                        code(),
                        Violation.configuration(JobKeys.TRANSACTION_TIMEOUT.name()),
                        TimeText.of(timeout.get())
                                + ", above the "
                                + most
                                + " that every broker allows (transaction.max.timeout.ms)",
                        "brokers refuse the job's transactions, and it restarts for ever",
                        "Set it to "
                                + most
                                + " or less, or raise transaction.max.timeout.ms on every broker"));
    }
}
