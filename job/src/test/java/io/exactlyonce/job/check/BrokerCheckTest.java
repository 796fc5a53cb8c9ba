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
    private static final BrokerQuestion QUESTION =
            new BrokerQuestion(
                    Duration.ofHours(1),
                    Set.of("in", "out"),
                    Set.of("out"),
                    new BrokerQuestion.Limits(1024 * 1024, Duration.ofMinutes(50), null));
    private static final BrokerAnswer REFUSED =
            new BrokerAnswer.Refused(List.of(BrokerRefusal.timeoutRefused(Duration.ofHours(1))));
    private static final BrokerAnswer.LogInRefused NO_LOG_IN =
            new BrokerAnswer.LogInRefused(BrokerRefusal.clientRefused("wrong password"));
    private static final BrokerAnswer ACCEPTED = new BrokerAnswer.Accepted(List.of());
    private static final BrokerAnswer AWAY = new BrokerAnswer.NotYet("connection refused");

    private final Deque<BrokerAnswer> answers = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @Test
    void anAcceptedTimeoutIsNoViolation() {
        answers.add(ACCEPTED);

        assertThat(check()).isEmpty();
        assertThat(pauses).isEmpty();
    }

    @Test
    void everythingThatBrokersRefuseIsAViolation() {
        Violation timeout =
                BrokerRefusal.timeoutTooLong(Duration.ofHours(1), Duration.ofMinutes(15));
        Violation topic = BrokerRefusal.topicNotAuthorized("out", "WRITE");
        answers.add(new BrokerAnswer.Refused(List.of(timeout, topic)));

        assertThat(check()).containsExactly(timeout, topic);
        assertThat(timeout.observed()).contains("1 h", "15 min");
    }

    @Test
    void brokersThatAreAwayAreAskedAgainWithBackOff() {
        answers.addAll(List.of(AWAY, AWAY, REFUSED));

        assertThat(check()).hasSize(1);
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void topicsThatMayAppearAreAwaited() {
        answers.addAll(
                List.of(new BrokerAnswer.NotYet("topics that do not exist: [in]"), ACCEPTED));

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

    @Test
    void aLogInThatWasRefusedOnceMayGoWellTheNextTime() {
        answers.addAll(List.of(NO_LOG_IN, NO_LOG_IN, AWAY, NO_LOG_IN, ACCEPTED));

        assertThat(check()).isEmpty();
    }

    @Test
    void aLogInThatIsRefusedForSecondsIsAViolationLongBeforeTheWaitIsOver() {
        for (int i = 0; i < 100; i++) {
            answers.add(NO_LOG_IN);
        }

        assertThat(check()).containsExactly(NO_LOG_IN.violation());
        assertThat(pauses).hasSize(4);
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
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
                        question -> answers.removeFirst(),
                        clock,
                        pause -> {
                            pauses.add(pause);
                            now = now.plus(pause);
                        })
                .violations(QUESTION, Duration.ofSeconds(30));
    }
}
