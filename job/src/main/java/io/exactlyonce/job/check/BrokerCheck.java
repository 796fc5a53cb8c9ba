package io.exactlyonce.job.check;

import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.Violation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers until they answer or the wait is over. Only what they definitely refuse is a
 * violation: main() runs again at every fail-over of the JobManager, and brokers that are away for
 * a while must not keep a job from its state.
 */
public final class BrokerCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

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
    public List<Violation> violations(Duration timeout, Set<String> topics, Duration wait) {
        Instant deadline = clock.instant().plus(wait);
        Duration backOff = FIRST_PAUSE;
        while (true) {
            BrokerAnswer answer = broker.ask(timeout, topics);
            if (!isTransient(answer)) {
                return violations(timeout, answer);
            }
            if (!clock.instant().plus(backOff).isBefore(deadline)) {
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

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static boolean isTransient(BrokerAnswer answer) {
        return answer instanceof BrokerAnswer.Unreachable
                || answer instanceof BrokerAnswer.TopicsMissing;
    }

    private static List<Violation> violations(Duration timeout, BrokerAnswer answer) {
        String field = ExactlyOnceOptions.SINK_TRANSACTION_TIMEOUT.key();
        String observed = TimeText.of(timeout) + ", above the brokers' transaction.max.timeout.ms";
        String why = "the brokers refuse the producer and the job fails again and again";
        String fix = "lower it, or raise transaction.max.timeout.ms on every broker";
        if (answer instanceof BrokerAnswer.TimeoutTooLong tooLong) {
            String maximum = TimeText.of(tooLong.brokerMaximum());
            return List.of(
                    new Violation(
                            field,
                            observed + " of " + maximum,
                            why,
                            fix + " (" + maximum + " now)"));
        }
        if (answer instanceof BrokerAnswer.TimeoutRefused) {
            return List.of(new Violation(field, observed, why, fix));
        }
        if (answer instanceof BrokerAnswer.NotAuthorized denied) {
            return List.of(
                    new Violation(
                            ExactlyOnceOptions.SINK_PREFIX.key(),
                            "not authorized for transactional id '"
                                    + denied.transactionalId()
                                    + "'",
                            "the sink cannot open a transaction",
                            "allow WRITE on TransactionalId with a PREFIXED pattern on the stem that"
                                    + " all revisions share"));
        }
        return List.of();
    }
}
