package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.sandbox.cluster.FlinkDeployment;
import io.exactlyonce.sandbox.cluster.InVainException;
import io.exactlyonce.sandbox.cluster.Revision;
import io.exactlyonce.sandbox.cluster.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the operator upstream: what is stored becomes what runs, and what runs is told in the
 * status. It knows one way to a change, the one every revision here is admitted with: stop with a
 * savepoint, start from it.
 */
final class Upstream {
    private static final String SECRETS = "kubernetes.env.secretKeyRef";

    private final Sandbox sandbox;
    private final ApiServer api;
    private @Nullable FlinkDeployment running;
    private @Nullable Revision revision;
    private @Nullable String savepoint;

    Upstream(Sandbox sandbox, ApiServer api) {
        this.sandbox = sandbox;
        this.api = api;
    }

    /** Makes what runs what is stored, and returns when all of it runs or nothing does. */
    void reconcile(ObjectNode stored) throws IOException, InterruptedException {
        String mode = stored.at("/spec/job/upgradeMode").asText();
        if (!mode.equals("savepoint")) {
            throw new InVainException("job.upgradeMode is " + mode + "; savepoint is played here");
        }
        UpstreamStatus status = new UpstreamStatus(api, stored);
        suspend(status);
        if (!stored.at("/spec/job/state").asText("running").equals("suspended")) {
            deploy(stored, status);
        }
    }

    private void suspend(UpstreamStatus status) throws IOException, InterruptedException {
        if (running == null) {
            return;
        }
        savepoint = running.stopWithSavepoint();
        running = null;
        status.suspended(savepoint);
    }

    private void deploy(ObjectNode stored, UpstreamStatus status) {
        Revision next = revision(stored);
        FlinkDeployment started = sandbox.deploy(next);
        revision = next;
        running = started;
        status.deployed(started.rest().jobId(), savepoint);
        started.awaitRunning();
        status.runs();
    }

    private Revision revision(ObjectNode stored) {
        Map<String, String> configuration = new HashMap<>();
        flatten("", stored.path("spec").path("flinkConfiguration"), configuration);
        return new Revision(
                Integer.parseInt(configuration.getOrDefault("exactly-once.revision", "0")),
                stored.at("/spec/job/parallelism").asInt(),
                configuration,
                environment(Resource.namespace(stored), configuration.getOrDefault(SECRETS, "")),
                savepoint);
    }

    private static void flatten(String path, JsonNode node, Map<String, String> flat) {
        if (node.isObject()) {
            node.properties()
                    .forEach(
                            member ->
                                    flatten(
                                            path.isEmpty()
                                                    ? member.getKey()
                                                    : path + "." + member.getKey(),
                                            member.getValue(),
                                            flat));
        } else {
            flat.put(path, node.asText());
        }
    }

    /** As the kubelet does: {@code env:NAME,secret:SECRET,key:KEY;…}. */
    private Map<String, String> environment(String namespace, String references) {
        Map<String, String> variables = new HashMap<>();
        for (String reference : references.split(";")) {
            if (reference.isBlank()) {
                continue;
            }
            Map<String, String> parts = new HashMap<>();
            for (String part : reference.split(",")) {
                parts.put(part.split(":", 2)[0].strip(), part.split(":", 2)[1].strip());
            }
            String name = parts.getOrDefault("secret", "");
            String key = parts.getOrDefault("key", "");
            Optional<String> value =
                    api.get(Resource.SECRET, namespace, name)
                            .map(secret -> secret.path("data").path(key).asText())
                            .filter(text -> !text.isEmpty());
            byte[] bytes =
                    Base64.getDecoder()
                            .decode(
                                    value.orElseThrow(
                                            () ->
                                                    new InVainException(
                                                            "No key "
                                                                    + key
                                                                    + " in Secret "
                                                                    + name)));
            variables.put(parts.getOrDefault("env", ""), new String(bytes, StandardCharsets.UTF_8));
        }
        return variables;
    }

    /** Tells in the status what runs now, as upstream looks at it again and again. */
    void observe(ObjectNode stored) throws IOException, InterruptedException {
        if (running != null) {
            new UpstreamStatus(api, stored).observed(running.rest().state());
        }
    }

    FlinkDeployment running() {
        if (running == null) {
            throw new InVainException("No revision is deployed");
        }
        return running;
    }

    Revision revision() {
        if (revision == null) {
            throw new InVainException("No revision was deployed yet");
        }
        return revision;
    }

    Optional<String> savepoint() {
        return Optional.ofNullable(savepoint);
    }
}
