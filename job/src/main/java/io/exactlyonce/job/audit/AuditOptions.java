package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.AuditException.WrongUse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to audit.
 *
 * @param bootstrapServers addresses of the brokers, {@code host:port}, comma-separated
 * @param topics the audited topics
 * @param against the input topic to compare with, if any
 * @param group the consumer group that the job commits its offsets to, if known
 * @param follow whether rounds go on until the process is told to stop
 * @param timeout how long nothing may move, and how long a broker may take to answer
 * @param client further properties of the Kafka clients
 */
record AuditOptions(
        String bootstrapServers,
        Set<String> topics,
        @Nullable String against,
        @Nullable String group,
        boolean follow,
        Duration timeout,
        Map<String, String> client) {

    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

    AuditOptions {
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(Duration.ofDays(7)) > 0) {
            throw new WrongUse("--timeout must lie between 1s and 168h");
        }
        if (against != null && topics.contains(against)) {
            throw new WrongUse(
                    "'" + against + "' is both audited and the input: name the input only once");
        }
        if (group != null && against == null) {
            throw new WrongUse("--group only says what of --against is pending: add --against");
        }
        if (follow && against != null && group == null) {
            throw new WrongUse(
                    "--follow with --against needs --group: without it, input that the running job"
                            + " has not processed yet would be called lost");
        }
    }

    int timeoutMs() {
        return (int) timeout.toMillis();
    }
}
