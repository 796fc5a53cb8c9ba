package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.JobMain;
import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job may not do is told at its start, on a broker with a real authorizer. */
class StartCheckWithAclsTest {
    private static final String PREFIX = "eo1.acl.r000001.";

    @TempDir static Path folder;
    private static TestKafka kafka;

    @BeforeAll
    static void start() {
        kafka =
                TestKafka.start(
                        folder,
                        Map.of(
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                                // What no ACL speaks of is open; what one speaks of is not.
                                "allow.everyone.if.no.acl.found",
                                "true"));
        for (String topic : List.of("in", "out", "dead")) {
            kafka.create(topic, 1);
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void everyRightThatIsMissingIsNamed() throws Exception {
        assertThatCode(job()::check).doesNotThrowAnyException();

        reserve(ResourceType.TOPIC, "in");
        allow(AclOperation.DESCRIBE, "User:ANONYMOUS", ResourceType.TOPIC, "out");
        reserve(ResourceType.TRANSACTIONAL_ID, "eo1.acl.");

        assertThatThrownBy(job()::check)
                .hasMessageContaining("3 violations")
                .hasMessageContaining("topic 'in': not authorized to READ")
                .hasMessageContaining("topic 'out': not authorized to WRITE")
                .hasMessageContaining("not authorized for transactional id '" + PREFIX);

        allow(AclOperation.READ, "User:ANONYMOUS", ResourceType.TOPIC, "in");
        allow(AclOperation.WRITE, "User:ANONYMOUS", ResourceType.TOPIC, "out");
        allow(AclOperation.WRITE, "User:ANONYMOUS", ResourceType.TRANSACTIONAL_ID, "eo1.acl.");
        assertThatCode(job()::check).doesNotThrowAnyException();
    }

    /** Gives it to somebody else, which shuts out everybody who is not named. */
    private static void reserve(ResourceType type, String name) throws Exception {
        allow(AclOperation.ALL, "User:somebody", type, name);
    }

    private static void allow(AclOperation operation, String user, ResourceType type, String name)
            throws Exception {
        PatternType pattern =
                type == ResourceType.TOPIC ? PatternType.LITERAL : PatternType.PREFIXED;
        AclBinding binding =
                new AclBinding(
                        new ResourcePattern(type, name, pattern),
                        new AccessControlEntry(user, "*", operation, AclPermissionType.ALLOW));
        kafka.admin().createAcls(List.of(binding)).all().get();
    }

    private static ExactlyOnce job() {
        Map<String, String> config = TestJob.config(kafka, folder.resolve("checkpoints"));
        config.put("exactly-once.source.topics", "in");
        config.put("exactly-once.sink.topic", "out");
        config.put("exactly-once.sink.dead-letter-topic", "dead");
        config.put("exactly-once.sink.transactional-id-prefix", PREFIX);
        return JobMain.build(
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(config)));
    }
}
