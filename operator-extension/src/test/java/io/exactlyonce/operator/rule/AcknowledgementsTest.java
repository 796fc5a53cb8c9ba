package io.exactlyonce.operator.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.rule.Acknowledgements.Acknowledgement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgementsTest {
    private static final Violation FORK =
            new Violation(Code.FORK, "spec.job.initialSavepointPath", "x", "why", "Remove it");
    private static final Violation DRAIN =
            new Violation(Code.DRAIN_ON_SAVEPOINT, "key", "true", "why", "Remove it");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EO1206: moved from cluster a; see ticket 12\nEO1208: no timers",
                "EO1206: moved from cluster a; see ticket 12; EO1208: no timers;",
                "  EO1206 : moved from cluster a; see ticket 12 ;EO1208:no timers\r\n\r\n"
            })
    void entriesAreSeparatedByLinesOrSemicolons(String annotation) {
        Acknowledgements read = Acknowledgements.of(List.of(), Optional.of(annotation));

        assertThat(read.risks())
                .containsExactly(
                        new Acknowledgement(
                                Code.FORK, "moved from cluster a; see ticket 12", false),
                        new Acknowledgement(Code.DRAIN_ON_SAVEPOINT, "no timers", false));
        assertThat(read.byAnnotation()).isEmpty();
    }

    @Test
    void whatNobodyAcceptsIsRefused() {
        Judgement judgement =
                Acknowledgements.of(List.of(), Optional.of("EO1208: no timers"))
                        .judge(List.of(FORK, DRAIN));

        assertThat(judgement.refused()).containsExactly(FORK);
        assertThat(judgement.accepted()).containsExactly(DRAIN);
        assertThat(judgement.warnings()).isEmpty();
    }

    @Test
    void thePolicyAcceptsForAllAndNeedsNoMatch() {
        List<AcknowledgedRisk> policy =
                List.of(
                        new AcknowledgedRisk("EO1206", "forks are announced"),
                        new AcknowledgedRisk("EO1208", "no timers"));

        Judgement judgement = Acknowledgements.of(policy, Optional.empty()).judge(List.of(FORK));

        assertThat(judgement.accepted()).containsExactly(FORK);
        assertThat(judgement.warnings()).isEmpty();
    }

    @Test
    void anAcceptanceThatMatchesNothingIsAWarning() {
        Judgement judgement =
                Acknowledgements.of(List.of(), Optional.of("EO1206: moved to another cluster"))
                        .judge(List.of());

        assertThat(judgement.refused()).isEmpty();
        assertThat(judgement.warnings()).singleElement().asString().contains("EO1206");
    }

    @Test
    void anEntryOfThePolicyThatCannotBeReadKeepsNobodyFromWriting() {
        List<AcknowledgedRisk> policy =
                List.of(new AcknowledgedRisk("EO9999", "of a newer release"));

        Judgement judgement = Acknowledgements.of(policy, Optional.empty()).judge(List.of(FORK));

        assertThat(judgement.refused()).containsExactly(FORK);
        assertThat(judgement.warnings())
                .singleElement()
                .asString()
                .contains("EO9999", "spec.acknowledgedRisks[0]");
    }

    @Test
    void anEntryOfTheAnnotationThatCannotBeReadIsRefused() {
        Judgement judgement =
                Acknowledgements.of(List.of(), Optional.of("eo1206: moved to another cluster"))
                        .judge(List.of(FORK));

        assertThat(judgement.refused())
                .extracting(Violation::code)
                .containsExactly(Code.ACKNOWLEDGEMENT_UNREADABLE, Code.FORK);
        assertThat(judgement.refused().get(0).fix()).contains("EO1206");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EO1206 moved to another cluster",
                "EO1206, moved to another cluster",
                "eo1206 - moved to another cluster",
                "EO1206=moved to another cluster"
            })
    void missingColonIsNamedAndTheRightFormShown(String annotation) {
        Judgement judgement =
                Acknowledgements.of(List.of(), Optional.of(annotation)).judge(List.of(FORK));

        assertThat(judgement.refused().get(0).message())
                .contains("no colon after the code EO1206")
                .endsWith("Write 'EO1206: moved to another cluster'.");
        assertThat(judgement.refused()).contains(FORK);
    }

    @Test
    void missingColonIsNotAllThatKeepsACodeFromBeingAccepted() {
        Judgement judgement =
                Acknowledgements.of(List.of(), Optional.of("EO1401 migration of May"))
                        .judge(List.of());

        assertThat(judgement.refused().get(0).message()).contains("cannot be accepted");
    }

    @Test
    void hostileTextStaysOnOneLineAndShort() {
        String hostile = "EO1206\u0000\u001b[31m" + "x".repeat(200_000);

        Judgement judgement = Acknowledgements.of(List.of(), Optional.of(hostile)).judge(List.of());

        assertThat(judgement.refused())
                .singleElement()
                .extracting(Violation::message)
                .asString()
                .hasSizeLessThan(600)
                .doesNotContain("\u001b", "\u0000");
    }
}
