package io.exactlyonce.operator.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = BEFORE.plusSeconds(60);
    private static final Conditions RUNNING =
            Conditions.NONE.next(
                    List.of(Verdict.yes(ConditionType.READY, Reason.RUNNING, "r1 runs.")),
                    1,
                    BEFORE);

    @Test
    void sameStatusKeepsItsTimeWhateverTheReason() {
        Conditions next =
                RUNNING.next(
                        List.of(Verdict.yes(ConditionType.READY, Reason.PAUSED, "Paused.")),
                        2,
                        NOW);

        assertThat(next.of(ConditionType.READY))
                .hasValue(
                        new Condition(
                                ConditionType.READY,
                                ConditionStatus.TRUE,
                                "Paused",
                                "Paused.",
                                2,
                                BEFORE));
    }

    @Test
    void otherStatusHasTheTimeOfNow() {
        Conditions next =
                RUNNING.next(
                        List.of(Verdict.no(ConditionType.READY, Reason.FAILED, "Failed.")), 2, NOW);

        assertThat(next.of(ConditionType.READY)).map(Condition::lastTransitionTime).hasValue(NOW);
    }

    @Test
    void messageFitsTheApiServer() {
        Conditions next =
                RUNNING.next(
                        List.of(
                                Verdict.no(
                                        ConditionType.READY,
                                        Reason.UNPROTECTED,
                                        "x".repeat(40_000))),
                        2,
                        NOW);

        assertThat(next.all().get(0).message()).hasSize(Conditions.MAX_MESSAGE).endsWith("…");
    }

    @Test
    void everyReasonIsOneCamelCaseWordWithATitle() {
        assertThat(Reason.values())
                .allSatisfy(
                        reason -> {
                            assertThat(reason.text()).matches("[A-Z][A-Za-z]{2,40}");
                            assertThat(reason.title()).matches("[A-Z].*[^.]");
                            assertThat(Reason.of(reason.text())).hasValue(reason);
                        });
    }

    @Test
    void noReasonIsTheNameOfARule() {
        assertThat(Arrays.stream(Code.values()).map(Code::reason))
                .doesNotContainAnyElementsOf(
                        Arrays.stream(Reason.values())
                                .filter(reason -> reason != Reason.POLICY_MISSING)
                                .filter(reason -> reason != Reason.POLICY_INVALID)
                                .map(Reason::text)
                                .toList());
    }
}
