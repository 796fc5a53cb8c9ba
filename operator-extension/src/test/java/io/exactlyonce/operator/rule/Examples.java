package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.running;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.with;
import static io.exactlyonce.operator.rule.Deployments.without;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every message there is, each with what it is about: of the rules, and of the planner.
 *
 * @param name what is wrong
 * @param violation what is said about it
 */
record Examples(String name, Violation violation) {

    static List<Examples> all() {
        List<Examples> all = new ArrayList<>();
        for (RuleCase example : RuleCase.all()) {
            example.violations().stream()
                    .filter(violation -> violation.code() == example.code())
                    .map(violation -> new Examples(example.name(), violation))
                    .forEach(all::add);
        }
        all.add(new Examples("kubectl scale", ScaleSubresource.violation(5, 4)));
        accept("of no rule", "EO1260: migration of May", all);
        accept("of nothing like a code", "all of it is fine", all);
        accept("without a colon", "EO1206 moved from another cluster", all);
        accept("of what cannot be accepted", "EO1401: migration of May", all);
        accept("without a reason", "EO1206", all);
        accept("with hardly a reason", "EO1206: ok", all);
        planners(all);
        return List.copyOf(all);
    }

    private static void accept(String name, String annotation, List<Examples> all) {
        Acknowledgements.of(List.of(), Optional.of(annotation))
                .judge(List.of())
                .refused()
                .forEach(violation -> all.add(new Examples("an acceptance " + name, violation)));
    }

    private static void planners(List<Examples> all) {
        FlinkDeployment unlabelled = without(safe(), "metadata", "labels");
        FlinkDeployment bare =
                running(
                        without(
                                with(unlabelled, Map.of(), "spec", "flinkConfiguration"),
                                "metadata",
                                "annotations"));
        PolicyReading valid = new PolicyReading.Valid(Deployments.policy(Map.of()));
        PolicyLookup found = new PolicyLookup.Found("prod", valid, BrokerContract.UNKNOWN);
        PolicyReading invalid = PolicyReader.read(new Fields(Map.of("spec", Map.of())));
        refused(
                "adoption",
                with(bare, "prod", "metadata", "labels", FlinkDeployment.POLICY_LABEL),
                bare,
                found,
                all);
        refused(
                "opting out with a change",
                with(unlabelled, "mine", "spec", "image"),
                running(safe()),
                found,
                all);
        refused("no such policy", safe(), null, new PolicyLookup.Missing("prod"), all);
        refused(
                "a policy that cannot be used",
                safe(),
                null,
                new PolicyLookup.Found("prod", invalid, BrokerContract.UNKNOWN),
                all);
    }

    private static void refused(
            String name,
            FlinkDeployment written,
            @Nullable FlinkDeployment stored,
            PolicyLookup lookup,
            List<Examples> all) {
        AdmissionPlan plan =
                new AdmissionPlanner()
                        .plan(
                                new AdmissionRequest("uid", written, stored),
                                lookup,
                                Surroundings.NONE);
        if (!(plan instanceof AdmissionPlan.Refuse refuse)) {
            throw new AssertionError(name + ": " + plan);
        }
        refuse.violations().forEach(violation -> all.add(new Examples(name, violation)));
    }
}
