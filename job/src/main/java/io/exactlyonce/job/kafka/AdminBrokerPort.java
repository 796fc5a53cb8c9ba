package io.exactlyonce.job.kafka;

import io.exactlyonce.job.check.BrokerAnswer;
import io.exactlyonce.job.check.BrokerPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks with the Admin API. The maximum comes from every broker's configuration where that may be
 * described; everywhere else a probe tells: InitProducerId on an id of the job's own prefix, with
 * the timeout in question, is refused with InvalidTxnTimeoutException when it is too long.
 */
public final class AdminBrokerPort implements BrokerPort {
    private static final String MAXIMUM = "transaction.max.timeout.ms";
    private static final int REQUEST_TIMEOUT_MS = 10_000;

    private final Properties properties;
    private final String probeId;

    /**
     * @param properties client properties with the bootstrap servers
     * @param prefix the revision's prefix, under which the probe's id lies
     */
    public AdminBrokerPort(Properties properties, String prefix) {
        this.properties = new Properties();
        this.properties.putAll(properties);
        this.properties.setProperty(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                String.valueOf(REQUEST_TIMEOUT_MS));
        this.properties.setProperty(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                String.valueOf(REQUEST_TIMEOUT_MS / 2));
        this.probeId = prefix + "start-check";
    }

    @Override
    public BrokerAnswer ask(Duration transactionTimeout, Set<String> topics) {
        try (Admin admin = Admin.create(properties)) {
            Optional<Duration> maximum = smallestMaximum(admin);
            if (maximum.isPresent() && transactionTimeout.compareTo(maximum.get()) > 0) {
                return new BrokerAnswer.TimeoutTooLong(maximum.get());
            }
            BrokerAnswer probe = probe(admin, transactionTimeout);
            return probe instanceof BrokerAnswer.Accepted ? missing(admin, topics) : probe;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new BrokerAnswer.Unreachable("interrupted");
        } catch (ExecutionException e) {
            return new BrokerAnswer.Unreachable(String.valueOf(e.getCause()));
        } catch (KafkaException e) {
            return new BrokerAnswer.Unreachable(
                    String.valueOf(e.getCause() == null ? e : e.getCause()));
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

    private BrokerAnswer probe(Admin admin, Duration timeout)
            throws InterruptedException, ExecutionException {
        FenceProducersOptions options =
                new FenceProducersOptions().timeoutMs((int) timeout.toMillis());
        try {
            // The option is the transaction timeout and the patience of the call in one.
            admin.fenceProducers(Set.of(probeId), options)
                    .all()
                    .get(REQUEST_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            return new BrokerAnswer.Accepted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidTxnTimeoutException) {
                return new BrokerAnswer.TimeoutRefused();
            }
            if (e.getCause() instanceof TransactionalIdAuthorizationException) {
                return new BrokerAnswer.NotAuthorized(probeId);
            }
            throw e;
        } catch (TimeoutException e) {
            return new BrokerAnswer.Unreachable("no answer for " + probeId + " in time");
        }
    }

    private static BrokerAnswer missing(Admin admin, Set<String> topics)
            throws InterruptedException, ExecutionException {
        Set<String> missing = new TreeSet<>();
        for (Map.Entry<String, KafkaFuture<org.apache.kafka.clients.admin.TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                topic.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(topic.getKey());
            }
        }
        return missing.isEmpty()
                ? new BrokerAnswer.Accepted()
                : new BrokerAnswer.TopicsMissing(missing);
    }
}
