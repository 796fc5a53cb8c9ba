package io.exactlyonce.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.certificate.Upkeep.Failure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private static final Registration MUTATING =
            new Registration("MutatingWebhookConfiguration", "operator", "1", List.of());
    private static final Registration VALIDATING =
            new Registration("ValidatingWebhookConfiguration", "operator", "1", List.of());

    @Test
    void oneChangeOverAfterTheOtherIsNoQuarrel() {
        Upkeep upkeep = Upkeep.NOTHING;
        for (int write = 0; write < Upkeep.USUAL_WRITES; write++) {
            upkeep = upkeep.trusted(MUTATING, seconds(write)).trusted(VALIDATING, seconds(write));
        }

        assertThat(upkeep.succeeded(seconds(10)).troubles(seconds(10))).isEmpty();
    }

    @Test
    void bundleThatIsWrittenAgainAndAgainIsAQuarrel() {
        Upkeep upkeep = written(Upkeep.USUAL_WRITES + 1, Duration.ofMinutes(3));
        Duration now = Duration.ofMinutes(3 * Upkeep.USUAL_WRITES);

        assertThat(upkeep.succeeded(now).troubles(now))
                .containsOnlyKeys(Trouble.QUARREL)
                .extractingByKey(Trouble.QUARREL)
                .asString()
                .contains("MutatingWebhookConfiguration operator", "5 times in 30 min");
    }

    @Test
    void quarrelThatIsOverIsForgotten() {
        Duration later = Upkeep.WINDOW.plusMinutes(1);

        assertThat(written(20, Duration.ofSeconds(1)).succeeded(later).troubles(later)).isEmpty();
    }

    @Test
    void quarrelDoesNotGrowForEver() {
        Upkeep upkeep = written(20_000, Duration.ofSeconds(1));

        assertThat(upkeep.trusted().values())
                .allSatisfy(
                        writes ->
                                assertThat(writes)
                                        .hasSizeLessThanOrEqualTo((int) Upkeep.WINDOW.toSeconds()));
    }

    private static Upkeep written(int times, Duration pause) {
        Upkeep upkeep = Upkeep.NOTHING;
        for (int write = 0; write < times; write++) {
            upkeep = upkeep.trusted(MUTATING, pause.multipliedBy(write));
        }
        return upkeep;
    }

    @Test
    void conflictThatAnotherReplicaCausesIsNoTrouble() {
        Upkeep upkeep = Upkeep.NOTHING.conflicted(seconds(1)).conflicted(seconds(2));

        assertThat(upkeep.troubles(seconds(3))).isEmpty();
        assertThat(upkeep.succeeded(seconds(4)).conflicted(seconds(90)).troubles(seconds(91)))
                .isEmpty();
    }

    @Test
    void conflictsWithoutEndAreStale() {
        Upkeep upkeep = Upkeep.NOTHING.conflicted(seconds(1)).conflicted(seconds(62));

        assertThat(upkeep.troubles(seconds(62))).containsOnlyKeys(Trouble.STALE);
    }

    @Test
    void failureLastsUntilALookEndsWell() {
        Upkeep upkeep = Upkeep.NOTHING.failed(new Failure(Trouble.REFUSED, "no right"), seconds(1));

        assertThat(upkeep.troubles(seconds(2))).containsEntry(Trouble.REFUSED, "no right");
        assertThat(upkeep.succeeded(seconds(3)).troubles(seconds(3))).isEmpty();
    }

    @Test
    void silenceIsTrouble() {
        Duration late = seconds(1).plus(Upkeep.SILENCE);

        assertThat(Upkeep.NOTHING.succeeded(seconds(1)).troubles(late.minusSeconds(1))).isEmpty();
        assertThat(Upkeep.NOTHING.succeeded(seconds(1)).troubles(late))
                .containsOnlyKeys(Trouble.STOPPED);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
