package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReading;
import java.util.Optional;

/** What became of looking for the policy that the label names. */
public sealed interface PolicyLookup {

    /**
     * There is none of this name in the namespace; asked of the API server, not only of a cache.
     */
    record Missing(String name) implements PolicyLookup {}

    /**
     * It is there, which does not mean that it can be used.
     *
     * @param name of the policy
     * @param reading the policy, or everything that is wrong with it
     * @param contract what its status says of the brokers
     */
    record Found(String name, PolicyReading reading, BrokerContract contract)
            implements PolicyLookup {

        /** The policy; empty if it cannot be used. */
        public Optional<Policy> valid() {
            return reading instanceof PolicyReading.Valid valid
                    ? Optional.of(valid.policy())
                    : Optional.empty();
        }
    }
}
