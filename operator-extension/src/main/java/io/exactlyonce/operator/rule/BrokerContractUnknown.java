package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.Conduct;
import java.util.List;

/**
 * EO1003. Nothing unknown is taken for safe; whether a write may go on without the brokers' word is
 * the policy's decision. A file is judged without a cluster, so there the contract is never known.
 */
final class BrokerContractUnknown implements Rule {

    @Override
    public Code code() {
        return Code.BROKER_CONTRACT_UNKNOWN;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        boolean refuse =
                input.policy().conduct().unknownContract() == Conduct.UnknownContract.REFUSE;
        if (!refuse
                || input.proposal().moment() == Moment.FILE
                || input.contract().smallestMaximumTimeout().isPresent()) {
            return List.of();
        }
        return List.of(
                new Violation(
                        code(),
                        "status.contract.transactionMaxTimeoutMs of the ExactlyOncePolicy "
                                + input.policy().identity().name(),
                        "unknown, as no broker has told its limits yet",
                        "a transaction timeout that a broker does not allow makes the job restart"
                                + " for ever",
                        "Wait until the policy is Ready, mend what its conditions say, or set its"
                                + " unknownContract to Admit"));
    }
}
