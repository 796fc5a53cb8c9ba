package io.exactlyonce.operator.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.fabric8.kubernetes.api.model.GroupVersionKind;
import io.fabric8.kubernetes.api.model.GroupVersionResource;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** AdmissionReviews ({@code admission.k8s.io/v1}) from and to bytes. */
final class ReviewReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> OPERATIONS = Set.of("CREATE", "UPDATE", "DELETE", "CONNECT");

    private ReviewReader() {}

    /** Reads a request; the message of the exception says what is missing. */
    static AdmissionReview read(byte[] body) throws ManifestException {
        Fields review = Json.read(new String(body, StandardCharsets.UTF_8));
        String version = review.text("apiVersion").orElse("");
        if (!version.equals("admission.k8s.io/v1")) {
            throw new ManifestException(
                    "has apiVersion '" + version + "' instead of admission.k8s.io/v1");
        }
        AdmissionReview read = new AdmissionReview();
        read.setRequest(request(review.object("request")));
        return read;
    }

    private static AdmissionRequest request(Fields request) throws ManifestException {
        AdmissionRequest read = new AdmissionRequest();
        read.setUid(needed(request, "uid"));
        read.setOperation(needed(request, "operation"));
        if (!OPERATIONS.contains(read.getOperation())) {
            throw new ManifestException("has no known request.operation");
        }
        read.setName(request.text("name").orElse(""));
        read.setNamespace(request.text("namespace").orElse(""));
        read.setSubResource(request.text("subResource").orElse(""));
        read.setDryRun(request.isTrue("dryRun"));
        read.setKind(
                new GroupVersionKind(
                        request.text("kind", "group").orElse(""),
                        needed(request, "kind", "kind"),
                        request.text("kind", "version").orElse("")));
        read.setResource(
                new GroupVersionResource(
                        request.text("resource", "group").orElse(""),
                        needed(request, "resource", "resource"),
                        request.text("resource", "version").orElse("")));
        boolean writes = Set.of("CREATE", "UPDATE").contains(read.getOperation());
        if (writes && request.object("object").isEmpty()) {
            throw new ManifestException("has no request.object");
        }
        if (read.getOperation().equals("UPDATE") && request.object("oldObject").isEmpty()) {
            throw new ManifestException("has no request.oldObject");
        }
        read.setObject(new RawObject(request.object("object")));
        read.setOldObject(new RawObject(request.object("oldObject")));
        return read;
    }

    private static String needed(Fields request, String... path) throws ManifestException {
        return request.text(path)
                .filter(text -> !text.isEmpty())
                .orElseThrow(
                        () -> new ManifestException("has no request." + String.join(".", path)));
    }

    /** The answer as the API server reads it. */
    static byte[] write(AdmissionReview review) {
        try {
            return MAPPER.writeValueAsBytes(review);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer of our own cannot be written", e);
        }
    }
}
