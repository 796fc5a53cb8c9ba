package io.exactlyonce.job.check;

import io.exactlyonce.job.config.Violation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers until they answer or the wait is over. Only what they definitely refuse is a
 * violation: main() runs again at every fail-over of the JobManager, and brokers that are away for
 * a while must not keep a job from its state. A refused log-in is asked for again for a few
 * seconds: at a fail-over one false refusal would end the job.
 */
public final class BrokerCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    /** With the pauses above: five attempts in 7.5 s. */
    private static final Duration LOG_IN_PATIENCE = Duration.ofSeconds(10);

    private final BrokerPort broker;
    private final Clock clock;
    private final Pause pause;

    /** How to wait between two questions. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    public BrokerCheck(BrokerPort broker) {
        this(broker, Clock.systemUTC(), duration -> Thread.sleep(duration.toMillis()));
    }

    BrokerCheck(BrokerPort broker, Clock clock, Pause pause) {
        this.broker = broker;
        this.clock = clock;
        this.pause = pause;
    }

    /** What the brokers definitely refuse; empty when they accept, or did not answer in time. */
    public List<Violation> violations(BrokerQuestion question, Duration wait) {
        Instant deadline = clock.instant().plus(wait);
        Instant logInDeadline = Instant.MAX;
        Duration backOff = FIRST_PAUSE;
        while (true) {
            BrokerAnswer answer = broker.ask(question);
            if (answer instanceof BrokerAnswer.Refused refused) {
                return refused.violations();
            }
            if (answer instanceof BrokerAnswer.Accepted accepted) {
                accepted.warnings().forEach(LOG::warn);
                return List.of();
            }
            Instant now = clock.instant();
            Instant next = now.plus(backOff);
            if (answer instanceof BrokerAnswer.LogInRefused refused) {
                logInDeadline = min(logInDeadline, min(deadline, now.plus(LOG_IN_PATIENCE)));
                if (!next.isBefore(logInDeadline)) {
                    return List.of(refused.violation());
                }
            } else if (!next.isBefore(deadline)) {
                LOG.warn("Starting unverified after waiting {}: {}", TimeText.of(wait), answer);
                return List.of();
            }
            LOG.info("Asking the brokers again in {}: {}", TimeText.of(backOff), answer);
            if (!slept(backOff)) {
                return List.of();
            }
            backOff = min(backOff.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private boolean slept(Duration duration) {
        try {
            pause.pause(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T extends Comparable<T>> T min(T a, T b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
