package io.exactlyonce.operator.plan.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the upstream operator writes into a status, in the words its own traces show. */
final class Upstream {
    private static final String JOB_ID = "4f3c2b1a00000000000000000000000";

    private Upstream() {}

    /**
     * The status of a moment.
     *
     * @param moment {@code deployed}, {@code starting}, {@code upgrading}, {@code suspended},
     *     {@code failing} or {@code rolledBack}
     * @param object as it is stored
     */
    static Map<String, Object> status(String moment, Fields object) {
        return switch (moment) {
            case "deployed" -> status(object, new Words("DEPLOYED", "RUNNING", "STABLE"));
            case "starting" -> status(object, new Words("DEPLOYED", "RECONCILING", "DEPLOYED"));
            case "upgrading" ->
                    status(
                            object.with("suspended", "spec", "job", "state"),
                            new Words("UPGRADING", "FINISHED", "UPGRADING"));
            case "suspended" -> status(object, new Words("DEPLOYED", "FINISHED", "SUSPENDED"));
            case "failing" ->
                    Map.of("jobStatus", Map.of("state", "RESTARTING"), "lifecycleState", "STABLE");
            case "rolledBack" ->
                    Map.of(
                            "jobStatus",
                            Map.of("state", "RUNNING"),
                            "lifecycleState",
                            "ROLLED_BACK",
                            "reconciliationStatus",
                            Map.of("state", "ROLLED_BACK"));
            default -> throw new IllegalArgumentException("upstream: " + moment);
        };
    }

    private record Words(String reconciliation, String job, String lifecycle) {
        boolean stopped() {
            return job.equals("FINISHED");
        }
    }

    private static Map<String, Object> status(Fields object, Words words) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("state", words.job());
        job.put("jobId", JOB_ID + object.number("metadata", "generation").orElse(0L));
        job.put("upgradeSavepointPath", words.stopped() ? savepoint(object).orElse(null) : null);
        Map<String, Object> reconciliation = new LinkedHashMap<>();
        reconciliation.put("state", words.reconciliation());
        reconciliation.put("lastReconciledSpec", record(object));
        if (words.job().equals("RUNNING")) {
            reconciliation.put("lastStableSpec", record(object));
        }
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("jobManagerDeploymentStatus", words.stopped() ? "MISSING" : "READY");
        status.put("jobStatus", job);
        status.put("lifecycleState", words.lifecycle());
        status.put("observedGeneration", object.number("metadata", "generation").orElse(0L));
        status.put("reconciliationStatus", reconciliation);
        return status;
    }

    /** A savepoint suspend leaves the path; a last-state suspend does not. */
    private static Optional<String> savepoint(Fields object) {
        Fields spec = object.object("spec");
        return spec.text("job", "upgradeMode")
                .filter("savepoint"::equals)
                .flatMap(
                        mode ->
                                spec.text(
                                        "flinkConfiguration",
                                        "execution.checkpointing.savepoint-dir"))
                .map(directory -> directory + "/savepoint-4f3c2b-0123456789ab");
    }

    /** As upstream's typed classes write it: with their defaults and nulls. */
    private static String record(Fields object) {
        ObjectNode spec = (ObjectNode) Json.tree(object.object("spec"));
        ObjectNode job = spec.withObject("/job");
        if (!job.has("args")) {
            job.putArray("args");
        }
        if (!job.has("state")) {
            job.put("state", "running");
        }
        job.putNull("savepointTriggerNonce").putNull("autoscalerResetNonce");
        if (!spec.has("restartNonce")) {
            spec.putNull("restartNonce");
        }
        ObjectNode whole = spec.objectNode();
        whole.set("spec", spec);
        whole.putObject("resource_metadata")
                .put("apiVersion", "flink.apache.org/v1beta1")
                .put("firstDeployment", false);
        return whole.toString();
    }
}
