package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;

/**
 * Everything a rule may look at.
 *
 * @param proposal what is judged
 * @param policy whose limits hold
 * @param contract what the brokers allow, as far as it is known
 * @param surroundings what else is in the cluster
 * @param effective configuration of the proposal, which most rules look at: worked out once
 */
public record RuleInput(
        Proposal proposal,
        Policy policy,
        BrokerContract contract,
        Surroundings surroundings,
        EffectiveConfiguration effective) {

    public RuleInput(
            Proposal proposal, Policy policy, BrokerContract contract, Surroundings surroundings) {
        this(
                proposal,
                policy,
                contract,
                surroundings,
                EffectiveConfiguration.of(proposal.after().spec(), surroundings));
    }
}
