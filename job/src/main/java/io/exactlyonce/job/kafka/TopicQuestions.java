package io.exactlyonce.job.kafka;

import io.exactlyonce.job.check.BrokerQuestion;
import io.exactlyonce.job.check.BrokerRefusal;
import io.exactlyonce.job.config.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the topics of a job exist, may be used, and take records of its size. */
final class TopicQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(TopicQuestions.class);

    private final Admin admin;
    private final BrokerQuestion question;

    TopicQuestions(Admin admin, BrokerQuestion question) {
        this.admin = admin;
        this.question = question;
    }

    /**
     * Asks for all of them.
     *
     * @param violations to which definite refusals are added
     * @return topics that are not there, yet
     */
    Set<String> ask(List<Violation> violations) throws InterruptedException, ExecutionException {
        Set<String> missing = new TreeSet<>();
        Set<String> writable = new TreeSet<>();
        DescribeTopicsOptions options =
                new DescribeTopicsOptions().includeAuthorizedOperations(true);
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(question.topics(), options).topicNameValues().entrySet()) {
            String name = topic.getKey();
            AclOperation needed =
                    question.written().contains(name) ? AclOperation.WRITE : AclOperation.READ;
            try {
                Set<AclOperation> allowed = topic.getValue().get().authorizedOperations();
                if (allowed != null && !allowed.contains(needed)) {
                    violations.add(BrokerRefusal.topicNotAuthorized(name, needed.name()));
                } else if (needed == AclOperation.WRITE) {
                    writable.add(name);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(name);
                } else if (e.getCause() instanceof InvalidTopicException) {
                    violations.add(BrokerRefusal.topicInvalid(name));
                } else if (e.getCause() instanceof AuthorizationException) {
                    violations.add(BrokerRefusal.topicNotAuthorized(name, needed.name()));
                } else {
                    throw e;
                }
            }
        }
        sizes(writable, violations);
        return missing;
    }

    /** Where the configuration of a topic may not be described its limit stays unknown. */
    private void sizes(Set<String> topics, List<Violation> violations)
            throws InterruptedException, ExecutionException {
        List<ConfigResource> resources =
                topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> topic :
                admin.describeConfigs(resources).values().entrySet()) {
            String name = topic.getKey().name();
            try {
                int maximum = largestRecord(topic.getValue().get());
                if (maximum < question.maxRecordSize()) {
                    violations.add(
                            BrokerRefusal.recordsTooLarge(name, maximum, question.maxRecordSize()));
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                LOG.info("Largest record not verified: topic={} reason={}", name, e.getCause());
            }
        }
    }

    private static int largestRecord(Config topic) {
        ConfigEntry entry = topic.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return entry == null || entry.value() == null
                ? Integer.MAX_VALUE
                : Integer.parseInt(entry.value());
    }
}
