package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.plan.policy.BrokerAnswer;
import io.exactlyonce.operator.plan.policy.PolicyAnswer;
import io.exactlyonce.operator.plan.policy.PolicyStatus;
import io.exactlyonce.operator.plan.policy.StorageAnswer;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that are shown for a missing right, by Kafka's own command on a real authorizer. */
class AclCommandTest {
    /** A command, with the lines that a backslash joins to it. */
    private static final Pattern COMMAND = Pattern.compile("kafka-acls\\.sh(?:\\\\\\n|.)*");

    private static final String KAFKA =
            """
            bootstrapServers: "127.0.0.1:%d",
                sasl: {mechanism: PLAIN, credentialsSecret: {name: %s}}\
            """;

    @TempDir static Path folder;
    private static final int PORT = KafkaBroker.freePort();
    private static KafkaBroker broker;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(folder, PORT, properties(KafkaBroker.freePort()));
    }

    private static Map<String, String> properties(int controller) {
        Map<String, String> properties = new HashMap<>();
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        properties.put(
                "listeners",
                "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(PORT, controller));
        properties.put("inter.broker.listener.name", "CLIENTS");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put(
                "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:ANONYMOUS;User:admin");
        properties.put("listener.name.clients.sasl.enabled.mechanisms", "PLAIN");
        properties.put(
                "listener.name.clients.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"admin\" password=\"admin\" user_admin=\"admin\""
                        + " user_orders=\"orders\" user_invoices=\"invoices\";");
        return properties;
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void lineOfThePolicysMessageGrantsWhatIsMissing() throws Exception {
        try (KafkaBrokers brokers = brokers("orders")) {
            Fields ready = awaitReady(brokers, "orders", "AclMissing");
            List<String> lines = commands(ready.text("message").orElseThrow());
            assertThat(lines).hasSize(1);

            run(
                    lines.get(0)
                            .replace("<principal>", "orders")
                            .replace("<administrator.properties>", administrator()));

            awaitReady(brokers, "orders", "AsIntended");
        }
    }

    @Test
    void lineOfTheInstallPageGrantsWhatIsMissing() throws Exception {
        List<String> lines = commands(Files.readString(Path.of("../docs/install.md")));
        try (KafkaBrokers brokers = brokers("invoices")) {
            awaitReady(brokers, "invoices", "AclMissing");

            run(
                    lines.get(0)
                            .replace("HOST:PORT", broker.bootstrapServers())
                            .replace("FILE", administrator())
                            .replace("NAME ", "invoices ")
                            .replace("NAMESPACE", "shop"));

            awaitReady(brokers, "invoices", "AsIntended");
        }
    }

    private static List<String> commands(String text) {
        return COMMAND.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(line -> line.contains("--bootstrap-server"))
                .toList();
    }

    /** A broker that has just started may need several looks. */
    private static Fields awaitReady(KafkaBrokers brokers, String user, String reason) {
        return await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(UnavailableException.class)
                .until(
                        () -> ready(brokers, user),
                        ready -> ready.text("reason").filter(reason::equals).isPresent());
    }

    /** The condition that the policy of a user has after its brokers were asked. */
    private static Fields ready(KafkaBrokers brokers, String user) throws ManifestException {
        String kafka = KAFKA.formatted(PORT, user);
        BrokerContract contract = brokers.contract(Brokers.policy("standard", kafka));
        PolicyAnswer answer =
                new PolicyAnswer(new BrokerAnswer.Told(contract), new StorageAnswer.Readable());
        Fields policy =
                Yaml.readAll(
                                """
                                metadata: {name: standard, namespace: shop}
                                spec:
                                  checkpoints: {storage: "s3://flink/prod"}
                                  kafka: {%s}
                                """
                                        .formatted(kafka))
                        .get(0);
        return new PolicyStatus(policy, Brokers.LOOPBACK, answer, Instant.now())
                .next().objects("conditions").stream()
                        .filter(condition -> condition.text("type").orElse("").equals("Ready"))
                        .findFirst()
                        .orElseThrow();
    }

    private static KafkaBrokers brokers(String user) {
        BrokerPace usual = BrokerPace.USUAL;
        return Brokers.of(
                (namespace, key) -> user,
                new BrokerPace(
                        usual.answer(),
                        usual.request(),
                        Duration.ZERO,
                        usual.secrets(),
                        usual.idle(),
                        Integer.MAX_VALUE));
    }

    private static String administrator() throws IOException {
        return Files.writeString(
                        folder.resolve("administrator.properties"),
                        """
                        security.protocol=SASL_PLAINTEXT
                        sasl.mechanism=PLAIN
                        sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
                        required username="admin" password="admin";
                        """)
                .toString();
    }

    /** A shell takes the line apart; the class that the script calls does the rest. */
    private static void run(String line) throws IOException {
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                line.replaceFirst("kafka-acls\\.sh", "printf '%s\\\\n'"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Exit.setExitProcedure(
                (status, message) -> {
                    throw new AssertionError("kafka-acls.sh ended with " + status);
                });
        try {
            AclCommand.main(words.lines().toArray(String[]::new));
        } finally {
            Exit.resetExitProcedure();
        }
    }
}
