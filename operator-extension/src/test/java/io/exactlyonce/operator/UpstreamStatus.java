package io.exactlyonce.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** What upstream writes into the status subresource at a moment of a deployment's life. */
enum UpstreamStatus {
    RUNNING("DEPLOYED", "RUNNING", "READY", "running"),
    RESTARTING("DEPLOYED", "RESTARTING", "READY", "running"),
    SUSPENDED("DEPLOYED", "FINISHED", "MISSING", "suspended"),
    UPGRADING("UPGRADING", "FINISHED", "MISSING", "suspended");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String reconciliation;
    private final String job;
    private final String jobManager;
    private final String wanted;

    UpstreamStatus(String reconciliation, String job, String jobManager, String wanted) {
        this.reconciliation = reconciliation;
        this.job = job;
        this.jobManager = jobManager;
        this.wanted = wanted;
    }

    /** Writes it for the spec as it is stored, as if upstream had acted on it. */
    void write(TestNamespace namespace, JsonNode stored) {
        ObjectNode status = JSON.createObjectNode();
        status.put("observedGeneration", stored.at("/metadata/generation").asLong());
        status.put("jobManagerDeploymentStatus", jobManager);
        status.putObject("jobStatus").put("state", job).put("jobId", "0".repeat(32));
        status.putObject("reconciliationStatus")
                .put("state", reconciliation)
                .put("lastReconciledSpec", record(stored));
        namespace
                .client()
                .genericKubernetesResources("flink.apache.org/v1beta1", "FlinkDeployment")
                .inNamespace(namespace.name())
                .withName(stored.at("/metadata/name").asText())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        JSON.createObjectNode().set("status", status).toString());
    }

    private String record(JsonNode stored) {
        ObjectNode spec = stored.get("spec").deepCopy();
        ((ObjectNode) spec.get("job")).put("state", wanted);
        ObjectNode whole = JSON.createObjectNode();
        whole.set("spec", spec);
        whole.putObject("resource_metadata")
                .put("apiVersion", "flink.apache.org/v1beta1")
                .put("firstDeployment", false);
        return whole.toString();
    }
}
