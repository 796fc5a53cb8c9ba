package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The status as the operator upstream writes it (1.15), in the fields that say something: what the
 * last reconciled spec was, where the change to it stands, and what the job does.
 */
final class UpstreamStatus {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiServer api;
    private final String namespace;
    private final String name;

    UpstreamStatus(ApiServer api, ObjectNode deployment) {
        this.api = api;
        this.namespace = Resource.namespace(deployment);
        this.name = Resource.name(deployment);
    }

    /** In mid-upgrade: the target is recorded, as suspended, and the job has ended. */
    void suspended(String savepoint) {
        ObjectNode deployment = read();
        ObjectNode status = status(deployment);
        boolean stays = deployment.at("/spec/job/state").asText().equals("suspended");
        reconciled(deployment, status, "suspended", stays ? "DEPLOYED" : "UPGRADING");
        status.put("jobManagerDeploymentStatus", "MISSING");
        status.put("lifecycleState", stays ? "SUSPENDED" : "UPGRADING");
        job(status).put("state", "FINISHED").put("upgradeSavepointPath", savepoint);
        write(deployment);
    }

    /** The processes were started. */
    void deployed(String jobId, @Nullable String savepoint) {
        ObjectNode deployment = read();
        ObjectNode status = status(deployment);
        reconciled(deployment, status, "running", "DEPLOYED");
        status.put("jobManagerDeploymentStatus", "DEPLOYING");
        status.put("lifecycleState", "DEPLOYED");
        ObjectNode job = job(status).put("state", "RECONCILING").put("jobId", jobId);
        if (savepoint != null) {
            job.put("upgradeSavepointPath", savepoint);
        }
        write(deployment);
    }

    /** All of the job was seen running: the spec counts as stable. */
    void runs() {
        ObjectNode deployment = read();
        ObjectNode status = status(deployment);
        ObjectNode reconciliation = status.withObjectProperty("reconciliationStatus");
        reconciliation.set("lastStableSpec", reconciliation.get("lastReconciledSpec"));
        status.put("jobManagerDeploymentStatus", "READY");
        status.put("lifecycleState", "STABLE");
        job(status).put("state", "RUNNING");
        write(deployment);
    }

    /** What the JobManager says of the job. */
    void observed(String state) {
        ObjectNode deployment = read();
        job(status(deployment)).put("state", state);
        write(deployment);
    }

    private static void reconciled(
            ObjectNode deployment, ObjectNode status, String jobState, String state) {
        ObjectNode record = JSON.createObjectNode();
        ObjectNode spec = ApiServer.copy(deployment.get("spec"));
        spec.withObjectProperty("job").put("state", jobState);
        record.set("spec", spec);
        record.putObject("resource_metadata")
                .put("apiVersion", deployment.path("apiVersion").asText())
                .put("firstDeployment", !status.has("observedGeneration"));
        status.set("observedGeneration", deployment.at("/metadata/generation"));
        status.withObjectProperty("reconciliationStatus")
                .put("lastReconciledSpec", record.toString())
                .put("reconciliationTimestamp", System.currentTimeMillis())
                .put("state", state);
    }

    private static ObjectNode status(ObjectNode deployment) {
        return deployment.withObjectProperty("status");
    }

    private static ObjectNode job(ObjectNode status) {
        return status.withObjectProperty("jobStatus");
    }

    private ObjectNode read() {
        return api.get(Resource.FLINK_DEPLOYMENT, namespace, name).orElseThrow();
    }

    private void write(ObjectNode deployment) {
        api.replaceStatus(Resource.FLINK_DEPLOYMENT, deployment);
    }
}
