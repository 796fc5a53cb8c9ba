package io.exactlyonce.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.revision.Annotations;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.zjsonpatch.DiffFlags;
import io.fabric8.zjsonpatch.JsonDiff;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Answers to the API server. */
final class Answers {
    /** Codes that say that an object cannot be judged at all: nothing to accept there. */
    private static final String SHAPE = "EO14";

    private static final int FORBIDDEN = 403;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private Answers() {}

    static AdmissionResponse allowed() {
        AdmissionResponse response = new AdmissionResponse();
        response.setAllowed(true);
        return response;
    }

    /** Allowed, with what turns the one object into the other; no patch if they are equal. */
    static AdmissionResponse patched(Fields written, Fields completed, List<String> warnings) {
        AdmissionResponse response = allowed();
        // Neither move nor copy: they would name a place in a list from which nulls are gone.
        JsonNode patch =
                JsonDiff.asJson(
                        Json.tree(written),
                        Json.tree(completed),
                        DiffFlags.dontNormalizeOpIntoMoveAndCopy());
        if (!patch.isEmpty()) {
            byte[] bytes = patch.toString().getBytes(StandardCharsets.UTF_8);
            response.setPatchType("JSONPatch");
            response.setPatch(Base64.getEncoder().encodeToString(bytes));
        }
        response.setWarnings(warnings.stream().map(Answers::oneLine).toList());
        return response;
    }

    /** Refused for every reason at once, one a line, and as causes for programs. */
    static AdmissionResponse refused(List<Violation> violations) {
        String lines =
                violations.stream().map(Violation::message).collect(Collectors.joining("\n"));
        Status status = status(FORBIDDEN, "Forbidden", heading(violations) + "\n" + lines);
        List<StatusCause> causes =
                violations.stream()
                        .map(
                                violation ->
                                        new StatusCause(
                                                violation.field(),
                                                violation.message(),
                                                violation.code().id()))
                        .toList();
        status = new StatusBuilder(status).withNewDetails().withCauses(causes).endDetails().build();
        return denied(status);
    }

    private static String heading(List<Violation> violations) {
        String count = violations.size() == 1 ? "1 reason" : violations.size() + " reasons";
        String hint =
                violations.stream()
                        .map(violation -> violation.code().id())
                        .filter(id -> !id.startsWith(SHAPE))
                        .findFirst()
                        .map(
                                id ->
                                        " (to accept a risk, annotate %s: \"%s: why\")"
                                                .formatted(Annotations.ACCEPT, id))
                        .orElse("");
        return "not safe for exactly-once, " + count + hint + ":";
    }

    /** Refused for a reason that is none of the rules'. */
    static AdmissionResponse refused(String message) {
        return denied(status(FORBIDDEN, "Forbidden", message));
    }

    /** Not judged, and so not allowed. */
    static AdmissionResponse unavailable(String message) {
        return denied(
                status(
                        UNAVAILABLE,
                        "ServiceUnavailable",
                        message + ": nothing unknown is taken for safe. Try again."));
    }

    /** Not judged because of a bug, and so not allowed. */
    static AdmissionResponse failed(String uid) {
        return denied(
                status(
                        INTERNAL_ERROR,
                        "InternalError",
                        "the exactly-once operator failed to judge this write, so it is not"
                                + " allowed. Look for request "
                                + uid
                                + " in the operator's log and report it."));
    }

    private static AdmissionResponse denied(Status status) {
        AdmissionResponse response = new AdmissionResponse();
        response.setAllowed(false);
        response.setStatus(status);
        return response;
    }

    private static Status status(int code, String reason, String message) {
        return new StatusBuilder()
                .withStatus("Failure")
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build();
    }

    /** Warnings travel as HTTP headers. */
    private static String oneLine(String warning) {
        return warning.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
