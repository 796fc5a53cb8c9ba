package io.exactlyonce.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.certificate.CertificatePlan.Storing;
import io.exactlyonce.operator.certificate.CertificatePlan.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the simulation does not tell apart: reasons, names, configurations that are missing. */
class CertificatePlannerTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Moment START = new Moment(NOW, Duration.ZERO);
    private static final Moment SETTLED = new Moment(NOW, Duration.ofMinutes(5));
    private static final Set<String> NAMES = Set.of("webhook.flink.svc");

    private final PlayedIssuer issuer = new PlayedIssuer(Terms.USUAL);
    private final CertificatePlanner planner = new CertificatePlanner(Terms.USUAL, NAMES);
    private final ServingPair pair = issuer.issue(NAMES, NOW);

    @Test
    void pairIsStoredThenTrustedThenServed() {
        CertificatePlan nothing =
                planner.plan(Memory.NOTHING, seen(StoredPairs.NONE, List.of()), START);
        assertThat(nothing.storing())
                .isEqualTo(new Storing.Issue(NAMES, List.of(), "there is no Secret"));
        assertThat(nothing.trust()).isEmpty();

        CertificatePlan stored =
                planner.plan(nothing.memory(), seen(stored(pair), List.of()), START);
        assertThat(stored.storing()).isEqualTo(new Storing.Keep());
        assertThat(stored.trust())
                .extracting(Trust::bundle)
                .containsExactly(List.of(pair.authority()));
        assertThat(stored.memory().served()).isEmpty();
        assertThat(stored.standing().ready()).isFalse();

        Observation trusted = seen(stored(pair), List.of(pair.authority()));
        CertificatePlan arriving = planner.plan(stored.memory(), trusted, START);
        assertThat(arriving.memory().served()).isEmpty();

        CertificatePlan served = planner.plan(arriving.memory(), trusted, SETTLED);
        assertThat(served.memory().served()).contains(pair);
        assertThat(served.standing().ready()).isTrue();
        assertThat(served.trust()).isEmpty();
    }

    /** Installed in this order by some; and taken away by hand when nothing else helps. */
    @Test
    void withoutConfigurationsNobodyAsksAndThatIsTold() {
        Observation without =
                new Observation(stored(pair), List.of(), List.of("MutatingWebhookConfiguration x"));
        Memory started = new Memory(null, Map.of(pair.authority(), Duration.ZERO));

        CertificatePlan plan = planner.plan(started, without, SETTLED);

        assertThat(plan.memory().served()).contains(pair);
        assertThat(plan.standing().ready()).isTrue();
        assertThat(plan.standing().detail())
                .contains("there is no MutatingWebhookConfiguration x, so nobody asks");
    }

    @Test
    void certificateForOtherNamesIsIssuedAnewForBoth() {
        ServingPair other = issuer.issue(Set.of("old.flink.svc"), NOW);

        CertificatePlan plan =
                planner.plan(
                        Memory.NOTHING, seen(stored(other), List.of(other.authority())), SETTLED);

        assertThat(plan.memory().served()).isEmpty();
        assertThat(plan.storing())
                .isEqualTo(
                        new Storing.Issue(
                                Set.of("old.flink.svc", "webhook.flink.svc"),
                                List.of(other),
                                "the stored certificate is for [old.flink.svc]"));
    }

    /** The operator was away for longer than a certificate lives. */
    @Test
    void endedCertificateIsReplacedAndNeverServed() {
        Observation seen = seen(stored(pair), List.of(pair.authority()));
        Moment later = new Moment(NOW.plus(Duration.ofDays(91)), Duration.ofMinutes(5));

        CertificatePlan plan = planner.plan(Memory.NOTHING, seen, later);

        assertThat(plan.memory().served()).isEmpty();
        assertThat(plan.standing().ready()).isFalse();
        assertThat(plan.storing())
                .isEqualTo(
                        new Storing.Issue(
                                NAMES,
                                List.of(),
                                "the stored certificate ends at " + pair.notAfter()));
        assertThat(plan.trust()).extracting(Trust::bundle).containsExactly(List.of());
    }

    @Test
    void whoseClockWasFarAheadIsIssuedAnew() {
        ServingPair future = issuer.issue(NAMES, NOW.plus(Duration.ofDays(300)));

        Storing storing =
                planner.plan(Memory.NOTHING, seen(stored(future), List.of()), START).storing();

        assertThat(storing).isInstanceOf(Storing.Issue.class);
        assertThat(((Storing.Issue) storing).others()).isEmpty();
    }

    @Test
    void foreignAuthoritiesStayUntilTheyEndButNeverMoreThanSix() {
        List<Authority> foreign =
                IntStream.range(0, 9)
                        .mapToObj(i -> issuer.issue(NAMES, NOW.plusSeconds(i)).authority())
                        .toList();
        Authority ended = new Authority("ended", NOW.minusSeconds(9_000), NOW.minusSeconds(3_600));
        List<Authority> bundle = Stream.concat(foreign.stream(), Stream.of(ended)).toList();

        List<Authority> written =
                planner.plan(Memory.NOTHING, seen(stored(pair), bundle), START)
                        .trust()
                        .get(0)
                        .bundle();

        assertThat(written).hasSize(7).startsWith(pair.authority()).doesNotContain(ended);
        assertThat(written).containsAll(foreign.subList(3, 9));
    }

    private static StoredPairs stored(ServingPair pair) {
        return new StoredPairs("1", List.of(pair), "");
    }

    private static Observation seen(StoredPairs stored, List<Authority> bundle) {
        return new Observation(
                stored,
                List.of(
                        new Registration(
                                "MutatingWebhookConfiguration",
                                "operator",
                                "1",
                                List.of(new Registration.Entry("deployments", bundle)))),
                List.of());
    }
}
