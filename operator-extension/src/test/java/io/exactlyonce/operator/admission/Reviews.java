package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** AdmissionReviews as an API server sends them. */
final class Reviews {
    private Reviews() {}

    static Fields deployment(String image) {
        return new Fields(
                Map.of(
                        "apiVersion",
                        "flink.apache.org/v1beta1",
                        "kind",
                        "FlinkDeployment",
                        "metadata",
                        Map.of(
                                "name",
                                "orders",
                                "namespace",
                                "ns",
                                "labels",
                                Map.of(FlinkDeployment.POLICY_LABEL, "default")),
                        "spec",
                        Map.of(
                                "image",
                                image,
                                "flinkConfiguration",
                                Map.of("nested", Map.of("key", 1.5), "list", List.of("a", 1)),
                                "job",
                                Map.of("parallelism", 2))));
    }

    static Fields scale(int replicas) {
        return new Fields(
                Map.of(
                        "apiVersion",
                        "autoscaling/v1",
                        "kind",
                        "Scale",
                        "metadata",
                        Map.of("name", "orders", "namespace", "ns"),
                        "spec",
                        Map.of("replicas", replicas)));
    }

    static String create(Fields object) {
        return review("CREATE", "", object, Fields.EMPTY);
    }

    static String update(Fields object, Fields stored) {
        return review("UPDATE", "", object, stored);
    }

    static String rescale(int from, int to) {
        return review("UPDATE", "scale", scale(to), scale(from));
    }

    static String review(String operation, String subResource, Fields object, Fields stored) {
        String kind = object.text("kind").orElse("FlinkDeployment");
        String resource =
                kind.equals("Scale")
                        ? "flinkdeployments"
                        : kind.toLowerCase(java.util.Locale.ROOT) + "s";
        Fields request =
                Fields.EMPTY
                        .with(UUID.randomUUID().toString(), "uid")
                        .with(operation, "operation")
                        .with("orders", "name")
                        .with("ns", "namespace")
                        .with("flink.apache.org", "kind", "group")
                        .with("v1beta1", "kind", "version")
                        .with(kind, "kind", "kind")
                        .with("flink.apache.org", "resource", "group")
                        .with("v1beta1", "resource", "version")
                        .with(resource, "resource", "resource")
                        .with(true, "dryRun");
        if (!subResource.isEmpty()) {
            request = request.with(subResource, "subResource");
        }
        if (!object.isEmpty()) {
            request = request.with(object, "object");
        }
        if (!stored.isEmpty()) {
            request = request.with(stored, "oldObject");
        }
        return Json.write(
                Fields.EMPTY
                        .with("admission.k8s.io/v1", "apiVersion")
                        .with("AdmissionReview", "kind")
                        .with(request, "request"));
    }
}
