package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.exactlyonce.sandbox.cluster.S3Server;
import io.exactlyonce.sandbox.cluster.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of {@code k8s/examples}, with what has to differ on one machine. In the policy that is
 * where things are, and how long they take; in the deployment, what it reads and writes.
 *
 * @param folder the examples
 */
public record Manifests(Path folder) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String SLOTS = "taskmanager.numberOfTaskSlots";

    /** The platform team's file, for the servers of the sandbox. */
    ObjectNode policy(Sandbox sandbox) {
        ObjectNode policy = read(folder.resolve("policy.yaml"));
        ObjectNode spec = (ObjectNode) policy.path("spec");
        ((ObjectNode) spec.path("kafka"))
                .put("bootstrapServers", sandbox.kafka().bootstrapServers());
        ObjectNode checkpoints = (ObjectNode) spec.path("checkpoints");
        checkpoints.put("storage", sandbox.s3().uri("exactly-once"));
        // What takes minutes in a cluster shall take seconds here.
        checkpoints.put("interval", "2s").put("timeout", "60s");
        ((ObjectNode) checkpoints.path("s3")).put("endpoint", sandbox.s3().endpoint());
        return policy;
    }

    /** The Secret that the policy names, with the credentials of the sandbox's S3 server. */
    ObjectNode secret(ObjectNode policy) {
        String name =
                policy.at("/spec/checkpoints/s3/credentialsSecret/name").asText("flink-state");
        ObjectNode secret = YAML.createObjectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "Opaque");
        secret.putObject("metadata").put("name", name).put("namespace", Resource.namespace(policy));
        secret.putObject("data")
                .put("AWS_ACCESS_KEY_ID", base64(S3Server.ACCESS_KEY))
                .put("AWS_SECRET_ACCESS_KEY", base64(S3Server.SECRET_KEY));
        return secret;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The user's file.
     *
     * @param pipeline names the file
     * @param settings entries of {@code flinkConfiguration} that this run sets; those that are null
     *     are not set
     */
    public ObjectNode deployment(String pipeline, Map<String, @Nullable String> settings) {
        ObjectNode deployment = read(folder.resolve(pipeline + ".yaml"));
        ObjectNode configuration = (ObjectNode) deployment.path("spec").path("flinkConfiguration");
        // Two TaskManagers share the tasks here, so that the loss of one is not the loss of all.
        configuration.remove(SLOTS);
        settings.forEach(
                (key, value) -> {
                    if (value == null) {
                        configuration.remove(key);
                    } else {
                        configuration.put(key, value);
                    }
                });
        return deployment;
    }

    private static ObjectNode read(Path file) {
        try {
            return (ObjectNode) YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
