package io.exactlyonce.job.kafka;

import io.exactlyonce.job.check.BrokerQuestion;
import io.exactlyonce.job.check.BrokerRefusal;
import io.exactlyonce.job.config.Violation;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the topics of a job exist, may be used, and take records such as its own. */
final class TopicQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(TopicQuestions.class);

    private final Admin admin;
    private final BrokerQuestion question;
    private final List<String> warnings = new ArrayList<>();

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
        settings(writable, violations);
        return missing;
    }

    /** What does not keep the job from starting; known after {@link #ask}. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Where the configuration of a topic may not be described its limits stay unknown. */
    private void settings(Set<String> topics, List<Violation> violations)
            throws InterruptedException, ExecutionException {
        List<ConfigResource> resources =
                topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> topic :
                admin.describeConfigs(resources).values().entrySet()) {
            String name = topic.getKey().name();
            try {
                Config config = topic.getValue().get();
                size(name, config, violations);
                cleanUp(name, config, violations);
                timestamps(name, config, violations);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                LOG.info("Settings not verified: topic={} reason={}", name, e.getCause());
            }
        }
    }

    private void size(String topic, Config config, List<Violation> violations) {
        long maximum = number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        int wanted = question.limits().maxRecordSize();
        if (maximum < wanted) {
            violations.add(BrokerRefusal.recordsTooLarge(topic, (int) maximum, wanted));
        }
    }

    private void cleanUp(String topic, Config config, List<Violation> violations) {
        if (!text(config, TopicConfig.CLEANUP_POLICY_CONFIG)
                .contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            return;
        }
        if (topic.equals(question.limits().deadLetterTopic())) {
            violations.add(BrokerRefusal.deadLettersCompacted(topic));
        } else {
            warnings.add(
                    "Topic '"
                            + topic
                            + "' is compacted: it refuses a record without a key, and the job would"
                            + " fail again and again at the first. Set its cleanup.policy to delete"
                            + " unless every record has a key");
        }
    }

    private void timestamps(String topic, Config config, List<Violation> violations) {
        Duration wanted = question.limits().maxTimestampAhead();
        if (question.limits().deadLetterTopic() == null
                || text(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                        .equals(TimestampType.LOG_APPEND_TIME.name)) {
            return;
        }
        long ahead = number(config, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG);
        if (ahead < wanted.toMillis()) {
            violations.add(
                    BrokerRefusal.timestampsTooFarAhead(topic, Duration.ofMillis(ahead), wanted));
        }
        long behind = number(config, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG);
        if (behind < Long.MAX_VALUE) {
            warnings.add(
                    "Topic '"
                            + topic
                            + "' refuses records older than message.timestamp.before.max.ms "
                            + behind
                            + ", and the job would fail again and again at the first. Remove the"
                            + " setting, or be sure that input is never that old, also after an"
                            + " outage");
        }
    }

    /** As large as can be where the brokers do not know the setting. */
    private static long number(Config topic, String name) {
        String value = text(topic, name);
        return value.isEmpty() ? Long.MAX_VALUE : Long.parseLong(value);
    }

    private static String text(Config topic, String name) {
        ConfigEntry entry = topic.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }
}
