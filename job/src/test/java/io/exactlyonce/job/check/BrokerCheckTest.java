package io.exactlyonce.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.Violation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrokerCheckTest {
    private static final BrokerAnswer AWAY = new BrokerAnswer.Unreachable("connection refused");

    private final Deque<BrokerAnswer> answers = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @Test
    void anAcceptedTimeoutIsNoViolation() {
        answers.add(new BrokerAnswer.Accepted());

        assertThat(check()).isEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void aTimeoutAboveTheMaximumIsRefusedWithBothNumbers() {
        answers.add(new BrokerAnswer.TimeoutTooLong(Duration.ofMinutes(15)));

        assertThat(check())
                .singleElement()
                .satisfies(violation -> assertThat(violation.observed()).contains("1 h", "15 min"));
    }

    @Test
    void aRefusalWithoutANumberIsStillARefusal() {
        answers.add(new BrokerAnswer.TimeoutRefused());

        assertThat(check()).hasSize(1);
    }

    @Test
    void aMissingRightNamesTheId() {
        answers.add(new BrokerAnswer.NotAuthorized("eo1.x.start-check"));

        assertThat(check()).singleElement().asString().contains("eo1.x.start-check", "PREFIXED");
    }

    @Test
    void brokersThatAreAwayAreAskedAgainWithBackOff() {
        answers.addAll(List.of(AWAY, AWAY, new BrokerAnswer.TimeoutRefused()));

        assertThat(check()).hasSize(1);
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void topicsThatMayAppearAreAwaited() {
        answers.addAll(
                List.of(new BrokerAnswer.TopicsMissing(Set.of("in")), new BrokerAnswer.Accepted()));

        assertThat(check()).isEmpty();
        assertThat(pauses).hasSize(1);
    }

    @Test
    void brokersThatStayAwayDoNotKeepTheJobFromItsState() {
        for (int i = 0; i < 100; i++) {
            answers.add(AWAY);
        }

        assertThat(check()).isEmpty();
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
                .isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(pauses)
                .hasSizeGreaterThan(3)
                .allMatch(p -> p.compareTo(Duration.ofSeconds(8)) <= 0);
    }

    private List<Violation> check() {
        Clock clock =
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                };
        return new BrokerCheck(
                        (timeout, topics) -> answers.removeFirst(),
                        clock,
                        pause -> {
                            pauses.add(pause);
                            now = now.plus(pause);
                        })
                .violations(Duration.ofHours(1), Set.of("in"), Duration.ofSeconds(30));
    }
}
