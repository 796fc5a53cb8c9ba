package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.contract;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.defaults;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.policy;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.unconfigured;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.BrokerContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** EO10xx, and EO1105 to EO1111 as far as they are about checkpoints as such. */
final class CheckpointCases {
    private static final String TIMEOUT = "exactly-once.sink.transaction-timeout";

    private CheckpointCases() {}

    static List<RuleCase> all() {
        return List.of(
                timeoutInherited(),
                brokersAllowLess(),
                contractUnknown(),
                noInterval(),
                slowRestart("fixed-delay", "delay"),
                slowRestart("failure-rate", "delay"),
                slowRestart("exponential-delay", "max-backoff"),
                new RuleCase(
                        "nothing says what high-availability is",
                        Code.HIGH_AVAILABILITY_OFF,
                        input(create(unconfigured(safe(), "high-availability.type"))),
                        input(create(safe()))));
    }

    private static RuleCase timeoutInherited() {
        Proposal proposal = create(unconfigured(safe(), TIMEOUT));
        return new RuleCase(
                "upstream's defaults name a short timeout",
                Code.TRANSACTION_TIMEOUT_TOO_SHORT,
                input(proposal, defaults(Map.of(TIMEOUT, "5 min"))),
                input(proposal));
    }

    private static RuleCase brokersAllowLess() {
        RuleInput low = input(create(configured(safe(), TIMEOUT, "10 min")));
        return new RuleCase(
                "the brokers allow less than the formula needs",
                Code.TRANSACTION_TIMEOUT_TOO_SHORT,
                new RuleInput(
                        low.proposal(),
                        low.policy(),
                        contract(Duration.ofMinutes(12)),
                        Surroundings.NONE),
                input(create(safe())));
    }

    private static RuleCase slowRestart(String strategy, String option) {
        FlinkDeployment chosen = configured(safe(), "restart-strategy.type", strategy);
        String key = "restart-strategy." + strategy + "." + option;
        return new RuleCase(
                "a restart that waits longer than the planned outage, " + strategy,
                Code.TRANSACTION_TIMEOUT_TOO_SHORT,
                input(create(configured(chosen, key, "1 h"))),
                input(create(configured(chosen, key, "1 min"))));
    }

    private static RuleCase noInterval() {
        return new RuleCase(
                "nothing says an interval",
                Code.CHECKPOINTING_OFF,
                input(create(unconfigured(safe(), "execution.checkpointing.interval"))),
                input(create(safe())));
    }

    private static RuleCase contractUnknown() {
        return new RuleCase(
                "no broker has answered yet, and the policy refuses that",
                Code.BROKER_CONTRACT_UNKNOWN,
                new RuleInput(
                        create(safe()),
                        policy(Map.of("unknownContract", "Refuse")),
                        BrokerContract.UNKNOWN,
                        Surroundings.NONE),
                new RuleInput(
                        create(safe()),
                        policy(Map.of()),
                        BrokerContract.UNKNOWN,
                        Surroundings.NONE));
    }
}
