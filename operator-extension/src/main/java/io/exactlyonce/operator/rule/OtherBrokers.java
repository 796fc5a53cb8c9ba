package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.KafkaAccess;
import java.util.List;

/**
 * EO1501. The contract, the open transactions and the last stable offset are asked of the policy's
 * brokers; of others nothing is known. Some of the policy's brokers are as good as all: the client
 * learns the rest from them.
 */
final class OtherBrokers implements Rule {

    @Override
    public Code code() {
        return Code.OTHER_BROKERS;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        KafkaAccess policy = input.policy().kafka();
        return EffectiveConfiguration.of(input)
                .found(JobKeys.BOOTSTRAP_SERVERS)
                .filter(setting -> !policy.covers(setting.value()))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        ", while the policy's brokers are "
                                                + Shown.of(policy.bootstrapServers()),
                                        "timeouts were proven and open transactions are looked for"
                                                + " at other brokers than the job writes to",
                                        AddedEarlier.fix(
                                                input,
                                                setting,
                                                "Remove it, or use a policy for these brokers",
                                                AddedEarlier.ADOPT_IF_OFFSETS_HOLD)))
                .stream()
                .toList();
    }
}
