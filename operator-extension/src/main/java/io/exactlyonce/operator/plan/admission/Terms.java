package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.revision.ChangeClassifier;
import io.exactlyonce.operator.revision.SpecChange;
import io.exactlyonce.operator.rule.Moment;
import io.exactlyonce.operator.rule.Proposal;
import io.exactlyonce.operator.rule.RuleInput;
import io.exactlyonce.operator.rule.Rules;
import io.exactlyonce.operator.rule.Surroundings;
import java.util.List;

/**
 * What a write is judged by.
 *
 * @param first what a write without a before is judged as
 * @param policy that the label names
 * @param contract what its brokers allow
 * @param surroundings what else is in the cluster
 */
record Terms(Moment first, Policy policy, BrokerContract contract, Surroundings surroundings) {

    Injection injection() {
        return new Injection(policy, contract);
    }

    /** Every violation of the completed write. */
    List<Violation> check(AdmissionRequest request, Completion completion) {
        return request.oldObject()
                .map(
                        stored ->
                                check(
                                        new Proposal(
                                                Moment.UPDATE,
                                                completion.deployment(),
                                                stored,
                                                ChangeClassifier.classify(
                                                                stored.spec(),
                                                                completion.deployment().spec())
                                                        .change())))
                .orElseGet(
                        () ->
                                check(
                                        new Proposal(
                                                first,
                                                completion.deployment(),
                                                null,
                                                SpecChange.NONE)));
    }

    List<Violation> check(Proposal proposal) {
        return Rules.check(new RuleInput(proposal, policy, contract, surroundings));
    }
}
