package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.policy.PolicyViolation;
import io.exactlyonce.operator.policy.StoragePath;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options by which a command reaches brokers and storage. */
final class Connection {
    /** Name of the entry of a Secret that stands for the environment. */
    static final String ENVIRONMENT = "environment";

    @Option(
            names = "--bootstrap-servers",
            required = true,
            paramLabel = "HOST:PORT,…",
            description = "Kafka brokers.")
    private String bootstrapServers = "";

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties of the Kafka client, as Kafka's own tools take them.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description =
                    "S3 service other than AWS, with path-style access. Keys are read from"
                            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
    private @Nullable String endpoint;

    /** Properties of the file; none without one. */
    Map<String, String> properties() throws WrongUseException {
        if (commandConfig == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(commandConfig, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new WrongUseException(
                    "--command-config "
                            + commandConfig
                            + " cannot be read: "
                            + e.getMessage()
                            + ". Give a file of key=value lines");
        }
        return properties.stringPropertyNames().stream()
                .collect(
                        Collectors.toMap(
                                name -> name, properties::getProperty, (a, b) -> b, TreeMap::new));
    }

    /** A policy for brokers alone. */
    Policy policy() throws WrongUseException {
        return policy("s3://none");
    }

    /** A policy for brokers, and for the storage that a snapshot lies in. */
    Policy policyOf(String snapshot) throws WrongUseException {
        StoragePath path =
                StoragePath.of(snapshot)
                        .orElseThrow(
                                () ->
                                        new WrongUseException(
                                                snapshot
                                                        + " is no path of a snapshot. Give it as"
                                                        + " Flink names it, such as"
                                                        + " s3://bucket/dir/<job id>/chk-42"));
        StoragePath root =
                new StoragePath(
                        path.scheme(),
                        path.authority(),
                        path.authority().isEmpty() && !path.segments().isEmpty()
                                ? path.segments().subList(0, 1)
                                : List.of());
        return policy(root.toString());
    }

    private Policy policy(String storage) throws WrongUseException {
        Fields object =
                Fields.EMPTY
                        .with("default", "metadata", "namespace")
                        .with("command-line", "metadata", "name")
                        .with(bootstrapServers, "spec", "kafka", "bootstrapServers")
                        .with(storage, "spec", "checkpoints", "storage");
        if (endpoint != null) {
            object =
                    object.with(endpoint, "spec", "checkpoints", "s3", "endpoint")
                            .with(true, "spec", "checkpoints", "s3", "pathStyleAccess");
        }
        if (storage.startsWith("file:")) {
            object = object.with(true, "spec", "checkpoints", "durableFileStorage");
        }
        if (storage.startsWith("s3")) {
            // Its keys are by default named as the variables of the environment.
            object =
                    object.with(
                            ENVIRONMENT, "spec", "checkpoints", "s3", "credentialsSecret", "name");
        }
        PolicyReading reading = PolicyReader.read(object);
        if (reading instanceof PolicyReading.Valid valid) {
            return valid.policy();
        }
        throw new WrongUseException(
                ((PolicyReading.Invalid) reading)
                        .violations().stream()
                                .map(PolicyViolation::message)
                                .collect(Collectors.joining("\n")));
    }
}
