package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.deployed;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.running;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
    /** Judged by the planner, which alone knows what they are about. */
    private static final Set<Code> PLANNERS =
            EnumSet.of(
                    Code.SCALE_SUBRESOURCE,
                    Code.ADOPTION_RESTARTS,
                    Code.OPT_OUT_WITH_CHANGE,
                    Code.POLICY_MISSING,
                    Code.POLICY_INVALID,
                    Code.ACKNOWLEDGEMENT_UNREADABLE);

    static List<RuleCase> cases() {
        return RuleCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aViolatedRuleSpeaksAndNoOther(RuleCase example) {
        assertThat(codes(example.violations()))
                .isEqualTo(
                        example.code() == Code.IN_PLACE_RESCALE
                                ? EnumSet.of(Code.IN_PLACE_RESCALE, Code.ADAPTIVE_SCHEDULER)
                                : EnumSet.of(example.code()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSatisfiedRuleIsSilent(RuleCase example) {
        assertThat(Rules.check(example.satisfied())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anAcknowledgedRuleIsLetThroughAndStaysVisible(RuleCase example) {
        List<Violation> violations =
                example.violations().stream()
                        .filter(violation -> violation.code() == example.code())
                        .toList();
        String annotation = example.code().id() + ": agreed with the platform team";

        Judgement judgement =
                Acknowledgements.of(List.of(), Optional.of(annotation)).judge(violations);

        if (example.code().isAcknowledgeable()) {
            assertThat(judgement.refused()).isEmpty();
            assertThat(judgement.accepted()).isEqualTo(violations);
        } else {
            assertThat(judgement.refused()).containsAll(violations).hasSizeGreaterThan(1);
        }
    }

    @Test
    void everyCodeHasARuleOrIsThePlanners() {
        Set<Code> judged = EnumSet.copyOf(PLANNERS);
        Rules.ALL.forEach(rule -> judged.add(rule.code()));

        assertThat(judged).isEqualTo(EnumSet.allOf(Code.class));
        assertThat(Rules.ALL).extracting(Rule::code).doesNotHaveDuplicates();
    }

    @Test
    void everyRuleHasACase() {
        assertThat(cases().stream().map(RuleCase::code).collect(Collectors.toSet()))
                .isEqualTo(Rules.ALL.stream().map(Rule::code).collect(Collectors.toSet()));
        assertThat(cases()).extracting(RuleCase::toString).doesNotHaveDuplicates();
    }

    @Test
    void codesAreUniqueAndSorted() {
        List<String> ids = Arrays.stream(Code.values()).map(Code::id).toList();

        assertThat(ids).containsExactlyElementsOf(new TreeSet<>(ids));
    }

    @Test
    void theSafeDeploymentIsSafeAtEveryMoment() {
        for (Moment moment : List.of(Moment.CREATE, Moment.FILE, Moment.OBSERVED)) {
            Proposal proposal = new Proposal(moment, safe(), null, create(safe()).change());
            assertThat(Rules.check(input(proposal))).as(moment.name()).isEmpty();
        }
        assertThat(Rules.check(input(update(running(safe()), safe())))).isEmpty();
        assertThat(Rules.check(input(update(deployed(safe(), "FAILED", "DEPLOYED"), safe()))))
                .isEmpty();
    }

    private static Set<Code> codes(List<Violation> violations) {
        return violations.stream()
                .map(Violation::code)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Code.class)));
    }
}
