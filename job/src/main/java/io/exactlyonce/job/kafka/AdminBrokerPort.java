package io.exactlyonce.job.kafka;

import io.exactlyonce.job.check.BrokerAnswer;
import io.exactlyonce.job.check.BrokerPort;
import io.exactlyonce.job.check.BrokerQuestion;
import io.exactlyonce.job.check.BrokerRefusal;
import io.exactlyonce.job.config.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * Asks with the Admin API. The maximum comes from every broker's configuration where that may be
 * described; everywhere else a probe tells: InitProducerId on an id of the job's own prefix, with
 * the timeout in question, is refused with InvalidTxnTimeoutException when it is too long.
 */
public final class AdminBrokerPort implements BrokerPort {
    private static final String MAXIMUM = "transaction.max.timeout.ms";
    private static final int LONGEST_PATIENCE_MS = 10_000;
    private static final int SHORTEST_PATIENCE_MS = 1_000;

    private final Properties properties;
    private final String probeId;
    private final int patienceMs;

    /**
     * @param properties client properties with the bootstrap servers
     * @param prefix the revision's prefix, under which the probe's id lies
     * @param wait how long the check waits in all; one answer may take as long, between 1 and 10 s
     */
    public AdminBrokerPort(Properties properties, String prefix, Duration wait) {
        this.patienceMs =
                (int)
                        Math.max(
                                SHORTEST_PATIENCE_MS,
                                Math.min(LONGEST_PATIENCE_MS, wait.toMillis()));
        this.properties = new Properties();
        this.properties.putAll(properties);
        this.properties.setProperty(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(patienceMs));
        this.properties.setProperty(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(patienceMs / 2));
        this.probeId = prefix + "start-check";
    }

    @Override
    public BrokerAnswer ask(BrokerQuestion question) {
        Admin admin;
        try {
            admin = Admin.create(properties);
        } catch (KafkaException e) {
            return ClientFailure.of(e).answer();
        }
        try (admin) {
            return ask(admin, question);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new BrokerAnswer.NotYet("interrupted");
        } catch (TimeoutException e) {
            return new BrokerAnswer.NotYet("no answer for " + probeId + " in time");
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return cause instanceof AuthenticationException
                    ? new BrokerAnswer.LogInRefused(
                            BrokerRefusal.clientRefused(String.valueOf(cause.getMessage())))
                    : new BrokerAnswer.NotYet(String.valueOf(cause));
        }
    }

    private BrokerAnswer ask(Admin admin, BrokerQuestion question)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Violation> violations = new ArrayList<>();
        timeout(admin, question.transactionTimeout(), violations);
        TopicQuestions topics = new TopicQuestions(admin, question);
        Set<String> missing = topics.ask(violations);
        if (!violations.isEmpty()) {
            return new BrokerAnswer.Refused(List.copyOf(violations));
        }
        return missing.isEmpty()
                ? new BrokerAnswer.Accepted(topics.warnings())
                : new BrokerAnswer.NotYet("topics that do not exist: " + missing);
    }

    private void timeout(Admin admin, Duration timeout, List<Violation> violations)
            throws InterruptedException, ExecutionException, TimeoutException {
        Optional<Duration> maximum = smallestMaximum(admin);
        if (maximum.isPresent() && timeout.compareTo(maximum.get()) > 0) {
            violations.add(BrokerRefusal.timeoutTooLong(timeout, maximum.get()));
        } else {
            probe(admin, timeout).ifPresent(violations::add);
        }
    }

    /** Empty when some broker's configuration may not be described. */
    private static Optional<Duration> smallestMaximum(Admin admin)
            throws InterruptedException, ExecutionException {
        List<ConfigResource> brokers =
                admin.describeCluster().nodes().get().stream()
                        .map(
                                node ->
                                        new ConfigResource(
                                                ConfigResource.Type.BROKER, node.idString()))
                        .toList();
        try {
            Map<ConfigResource, Config> configs = admin.describeConfigs(brokers).all().get();
            return configs.values().stream()
                    .map(config -> config.get(MAXIMUM))
                    .filter(entry -> entry != null && entry.value() != null)
                    .map(entry -> Duration.ofMillis(Long.parseLong(entry.value())))
                    .min(Duration::compareTo);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Violation> probe(Admin admin, Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        FenceProducersOptions options =
                new FenceProducersOptions().timeoutMs((int) timeout.toMillis());
        try {
            // The option is the transaction timeout and the patience of the call in one.
            admin.fenceProducers(Set.of(probeId), options)
                    .all()
                    .get(patienceMs, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidTxnTimeoutException) {
                return Optional.of(BrokerRefusal.timeoutRefused(timeout));
            }
            if (e.getCause() instanceof TransactionalIdAuthorizationException) {
                return Optional.of(BrokerRefusal.idNotAuthorized(probeId));
            }
            throw e;
        }
    }
}
