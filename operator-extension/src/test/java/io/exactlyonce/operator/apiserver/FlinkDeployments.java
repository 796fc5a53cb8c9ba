package io.exactlyonce.operator.apiserver;

/** Manifests as they lie in Git. */
final class FlinkDeployments {
    private FlinkDeployments() {}

    static String labelled(String name) {
        return """
               apiVersion: flink.apache.org/v1beta1
               kind: FlinkDeployment
               metadata:
                 name: %s
                 labels:
                   %s: default
               spec:
                 image: flink:1.20
                 flinkVersion: v1_20
                 serviceAccount: flink
                 flinkConfiguration:
                   taskmanager.numberOfTaskSlots: "2"
                 jobManager:
                   resource: {memory: 1g, cpu: 1}
                 taskManager:
                   resource: {memory: 1g, cpu: 1}
                   replicas: 1
                 job:
                   jarURI: local:///opt/flink/job.jar
                   parallelism: 2
                   upgradeMode: savepoint
               """
                .formatted(name, WebhookTarget.POLICY_LABEL);
    }
}
