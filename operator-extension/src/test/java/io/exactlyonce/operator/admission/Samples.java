package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.Yaml;

/** Deployments as large as teams have them. */
final class Samples {
    private Samples() {}

    /** With everything that a cluster adds in time. */
    static Fields live(Fields completed) throws Exception {
        Fields spec = completed.object("spec");
        String reconciled =
                Json.write(Fields.EMPTY.with(spec.with("running", "job", "state"), "spec"));
        Fields status =
                Yaml.readAll(
                                """
                                jobManagerDeploymentStatus: READY
                                lifecycleState: STABLE
                                jobStatus: {state: RUNNING, jobId: 7f4e4ec1f5f8a3c9d0a1b2c3d4e5f607}
                                reconciliationStatus: {state: DEPLOYED}
                                """)
                        .get(0)
                        .with(reconciled, "reconciliationStatus", "lastReconciledSpec")
                        .with(reconciled, "reconciliationStatus", "lastStableSpec");
        return completed
                .with(status, "status")
                .with(1, "metadata", "generation")
                .with(
                        Json.write(deployment("orders")),
                        "metadata",
                        "annotations",
                        "kubectl.kubernetes.io/last-applied-configuration");
    }

    /** As a team has it: settings of its own, a pod template, and no directory of Flink's. */
    static Fields deployment(String name) throws Exception {
        Fields read =
                Yaml.readAll(
                                """
                                apiVersion: flink.apache.org/v1beta1
                                kind: FlinkDeployment
                                metadata:
                                  namespace: ns
                                  labels: {exactlyonce.io/policy: default, team: shop}
                                  annotations: {}
                                spec:
                                  image: registry.example.com/orders:1
                                  flinkVersion: v2_2
                                  serviceAccount: flink
                                  flinkConfiguration:
                                    taskmanager.numberOfTaskSlots: "2"
                                    metrics: {reporters: prom, reporter: {prom: {port: 9249}}}
                                  podTemplate:
                                    spec:
                                      containers:
                                        - name: flink-main-container
                                          env: [{name: A, value: b}, {name: C, value: d}]
                                          volumeMounts: [{name: v, mountPath: /v}]
                                      volumes: [{name: v, emptyDir: {}}]
                                  jobManager: {resource: {memory: 1g, cpu: 1}}
                                  taskManager: {resource: {memory: 1g, cpu: 1}}
                                  job:
                                    jarURI: "local:///job.jar"
                                    args: [--input, orders, --output, totals]
                                    parallelism: 2
                                """)
                        .get(0)
                        .with(name, "metadata", "name");
        for (int i = 0; i < 30; i++) {
            read = read.with("value " + i, "spec", "flinkConfiguration", "team.setting-" + i);
        }
        return read;
    }

    /** Complete, for the neighbours of what is written. */
    static Fields neighbour(String name) throws Exception {
        String home = "s3://bucket/flink/ns/" + name + "/abcdefgh/";
        return deployment(name)
                .with(
                        home + "checkpoints",
                        "spec",
                        "flinkConfiguration",
                        "execution.checkpointing.dir")
                .with(home + "ha", "spec", "flinkConfiguration", "high-availability.storageDir")
                .with(
                        "eo1.ns." + name + ".abcdefgh.r000001.",
                        "spec",
                        "flinkConfiguration",
                        "exactly-once.sink.transactional-id-prefix");
    }

    /** With the two fields that are required. */
    static Fields policy() throws Exception {
        return Yaml.readAll(
                        """
                        apiVersion: exactlyonce.io/v1alpha1
                        kind: ExactlyOncePolicy
                        metadata: {name: default, namespace: ns}
                        spec:
                          kafka: {bootstrapServers: "kafka.ns.svc:9092"}
                          checkpoints: {storage: "s3://bucket/flink"}
                        """)
                .get(0);
    }
}
