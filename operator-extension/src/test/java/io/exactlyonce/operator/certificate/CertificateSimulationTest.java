package io.exactlyonce.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No admission is dropped in years of restarts, lost Secrets, wiped bundles and wrong clocks. */
class CertificateSimulationTest {
    private static final Duration YEARS = Duration.ofDays(2 * 365);

    /** More of them: {@code -Dcertificate.seeds=100}. */
    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("certificate.seeds", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatReadyReplicasServeIsAcceptedByEveryApiServer(long seed) {
        PlayedYears years =
                new PlayedYears(seed, true, Terms.USUAL, CertificatePlanner.OTHERS_TRUSTED);

        years.play(YEARS);

        assertThat(years.violations()).isEmpty();
        assertThat(years.events()).isGreaterThan(50);
        assertThat(years.handshakes()).isGreaterThan(50_000);
    }

    /** A Secret that is never lost is written anew when two thirds of each 90 days are over. */
    @Test
    void certificatesAreRenewedEverySixtyDays() {
        PlayedYears years =
                new PlayedYears(0, false, Terms.USUAL, CertificatePlanner.OTHERS_TRUSTED);

        years.play(Duration.ofDays(60 * 12 + 30));

        assertThat(years.violations()).isEmpty();
        assertThat(years.stored()).isEqualTo(13);
    }

    @Test
    void changeOverThatDoesNotWaitForSlowApiServersIsFound() {
        Terms hasty =
                new Terms(
                        Terms.USUAL.life(),
                        Terms.USUAL.backdating(),
                        Terms.USUAL.skew(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Terms.USUAL.retirement());

        assertThat(found(hasty, CertificatePlanner.OTHERS_TRUSTED))
                .anyMatch(text -> text.contains("trusted false"));
    }

    @Test
    void bundleThatForgetsWhatAReplicaOutOfReachServesIsFound() {
        assertThat(found(Terms.USUAL, 0)).anyMatch(text -> text.contains("trusted false"));
    }

    @Test
    void certificateThatIsNotBackdatedIsFound() {
        Terms punctual =
                new Terms(
                        Terms.USUAL.life(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Terms.USUAL.settling(),
                        Terms.USUAL.arrival(),
                        Terms.USUAL.retirement());

        assertThat(found(punctual, CertificatePlanner.OTHERS_TRUSTED))
                .anyMatch(text -> text.contains("valid false"));
    }

    private static List<String> found(Terms terms, int othersTrusted) {
        return seeds().mapToObj(seed -> new PlayedYears(seed, true, terms, othersTrusted))
                .peek(years -> years.play(YEARS))
                .flatMap(years -> years.violations().stream())
                .toList();
    }
}
