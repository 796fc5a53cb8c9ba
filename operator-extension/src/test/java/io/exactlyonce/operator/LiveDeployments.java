package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.apiserver.UpstreamCrd;
import java.util.ArrayList;
import java.util.List;

/** FlinkDeployments of one namespace: as they lie in Git, and as the API server has them. */
record LiveDeployments(TestNamespace namespace, UpstreamCrd crd) {
    static final String PREFIX = "exactly-once.sink.transactional-id-prefix";
    static final String CHECKPOINTS = "execution.checkpointing.dir";

    private static final ObjectMapper JSON = new ObjectMapper();
    static final String POLICY =
            """
            apiVersion: exactlyonce.io/v1alpha1
            kind: ExactlyOncePolicy
            metadata: {name: default}
            spec:
              kafka: {bootstrapServers: "kafka:9092"}
              checkpoints: {storage: "s3://snapshots/flink"}
            """;

    /** What is wrong with the manifest in Git is told apart from what the server adds. */
    void createPolicy() {
        kubectl().runWithInput(POLICY, "create", "-f-").success();
    }

    Kubectl kubectl() {
        return namespace.kubectl();
    }

    /** As a team keeps it in Git; nested on the CRD that allows it. */
    String git(String name) {
        return """
               apiVersion: flink.apache.org/v1beta1
               kind: FlinkDeployment
               metadata:
                 name: %s
                 labels:
                   exactlyonce.io/policy: default
               spec:
                 image: registry.example.com/orders:1.0
                 serviceAccount: flink
               %s
                 jobManager:
                   resource: {memory: 1600m, cpu: 1}
                 taskManager:
                   resource: {memory: 2g, cpu: 1}
                 job:
                   jarURI: local:///opt/flink/usrlib/orders.jar
                   parallelism: 2
               """
                .formatted(name, version().stripTrailing());
    }

    private String version() {
        return switch (crd) {
            case V1_10 ->
                    """
                      flinkVersion: v1_20
                      flinkConfiguration:
                        taskmanager.numberOfTaskSlots: "2"
                        execution.checkpointing.interval: 30 s
                        exactly-once.sink.topic: orders
                    """;
            case V1_15_LIKE ->
                    """
                      flinkVersion: v2_2
                      flinkConfiguration:
                        taskmanager: {numberOfTaskSlots: 2}
                        execution: {checkpointing: {interval: 30 s}}
                        exactly-once: {sink: {topic: orders}}
                    """;
        };
    }

    /** The same with another image, which is a change that upstream acts on. */
    String git(String name, String tag) {
        return git(name).replace("orders:1.0", "orders:" + tag);
    }

    String apply(String manifest, String... arguments) {
        return tryApply(manifest, arguments).success();
    }

    Kubectl.Result tryApply(String manifest, String... arguments) {
        List<String> command = new ArrayList<>(List.of("apply", "-f-"));
        command.addAll(List.of(arguments));
        return kubectl().runWithInput(manifest, command.toArray(String[]::new));
    }

    /** {@code kubectl VERB flinkdeployment/NAME …} */
    Kubectl.Result on(String name, String verb, String... arguments) {
        List<String> command = new ArrayList<>(List.of(verb, "flinkdeployment/" + name));
        command.addAll(List.of(arguments));
        return kubectl().run(command.toArray(String[]::new));
    }

    Kubectl.Result merge(String name, String patch) {
        return on(name, "patch", "--type=merge", "-p", patch);
    }

    JsonNode get(String name) {
        return json(raw(name));
    }

    /** The very bytes that the server answers with. */
    String raw(String name) {
        return namespace
                .client()
                .raw(
                        "/apis/flink.apache.org/v1beta1/namespaces/%s/flinkdeployments/%s"
                                .formatted(namespace.name(), name));
    }

    /** Those bytes without what a no-op server-side apply may write. */
    String rawWithoutTimes(String name) {
        ObjectNode object = (ObjectNode) get(name);
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.remove("resourceVersion");
        metadata.get("managedFields").forEach(entry -> ((ObjectNode) entry).remove("time"));
        return object.toString();
    }

    /** Upstream has acted on what is stored. */
    void upstream(String name, UpstreamStatus status) {
        status.write(namespace, get(name));
    }

    /** That the object is complete, and under this number. */
    JsonNode assertRevision(String name, int number) {
        JsonNode stored = get(name);
        String incarnation = annotation(stored, "incarnation");
        assertThat(incarnation).matches("[a-z2-7]{8}");
        assertThat(annotation(stored, "revision")).isEqualTo(Integer.toString(number));
        assertThat(configuration(stored, PREFIX))
                .isEqualTo(
                        "eo1.%s.%s.%s.r%06d."
                                .formatted(namespace.name(), name, incarnation, number));
        assertThat(configuration(stored, "exactly-once.revision"))
                .isEqualTo(Integer.toString(number));
        assertThat(configuration(stored, CHECKPOINTS))
                .isEqualTo(
                        "s3://snapshots/flink/%s/%s/%s/checkpoints"
                                .formatted(namespace.name(), name, incarnation));
        assertThat(stored.at("/spec/job/upgradeMode").asText()).isEqualTo("savepoint");
        assertThat(annotation(stored, "injected"))
                .contains(PREFIX + ": " + configuration(stored, PREFIX))
                .contains("spec.job.upgradeMode: savepoint")
                .doesNotContain("execution.checkpointing.interval");
        return stored;
    }

    static String annotation(JsonNode object, String ours) {
        return object.at("/metadata/annotations").path("exactlyonce.io/" + ours).asText();
    }

    static String configuration(JsonNode object, String key) {
        return object.at("/spec/flinkConfiguration").path(key).asText();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
