package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code kubectl apply}, and what the API server does with it: merge, mutating webhook, validating
 * webhook, store.
 */
final class Kubectl {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final ApiServer api;
    private final Webhook webhook;

    Kubectl(ApiServer api, Webhook webhook) {
        this.api = api;
        this.webhook = webhook;
    }

    /** Applies the whole of what the user wants a FlinkDeployment to be. */
    Answer apply(ObjectNode manifest) {
        ObjectNode stored =
                api.get(
                                Resource.FLINK_DEPLOYMENT,
                                Resource.namespace(manifest),
                                Resource.name(manifest))
                        .orElse(null);
        ObjectNode written =
                stored == null
                        ? manifest.deepCopy()
                        : merged(stored, lastApplied(stored), manifest);
        annotations(written).put(LAST_APPLIED, manifest.toString());
        JsonNode mutation = webhook.review("/mutate", written, stored);
        if (!mutation.path("allowed").asBoolean()) {
            return refusal(mutation);
        }
        ObjectNode completed = patched(written, mutation);
        JsonNode validation = webhook.review("/validate", completed, stored);
        if (!validation.path("allowed").asBoolean()) {
            return refusal(validation);
        }
        store(completed, stored);
        List<String> warnings = new ArrayList<>();
        mutation.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        return new Answer.Stored(
                stored == null ? List.of() : Change.between(stored, written),
                Change.between(written, completed),
                warnings);
    }

    private static Answer.Refused refusal(JsonNode response) {
        return new Answer.Refused(response.path("status").path("message").asText());
    }

    /** A new generation for every change of the spec. */
    private void store(ObjectNode completed, @Nullable ObjectNode stored) {
        ObjectNode metadata = (ObjectNode) completed.path("metadata");
        if (stored == null) {
            metadata.put("generation", 1);
            api.create(Resource.FLINK_DEPLOYMENT, completed);
            return;
        }
        long generation = stored.path("metadata").path("generation").asLong();
        boolean changed = !stored.path("spec").equals(completed.path("spec"));
        metadata.put("generation", changed ? generation + 1 : generation);
        api.replace(Resource.FLINK_DEPLOYMENT, completed);
    }

    private static ObjectNode patched(ObjectNode object, JsonNode response) {
        if (!response.has("patch")) {
            return object;
        }
        try {
            JsonNode patch = JSON.readTree(response.path("patch").binaryValue());
            return (ObjectNode) JsonPatch.apply(patch, object.deepCopy());
        } catch (IOException e) {
            throw new UncheckedIOException("The webhook's patch cannot be read", e);
        }
    }

    private static ObjectNode lastApplied(ObjectNode stored) {
        String text = annotations(stored).path(LAST_APPLIED).asText();
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode annotations(ObjectNode object) {
        return ((ObjectNode) object.path("metadata")).withObjectProperty("annotations");
    }

    /**
     * The three-way merge of a client-side apply: what was applied before and is no more goes, what
     * is applied now wins, what others have added stays.
     */
    static ObjectNode merged(ObjectNode stored, ObjectNode before, ObjectNode now) {
        ObjectNode merged = stored.deepCopy();
        before.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!now.has(name)) {
                                merged.remove(name);
                            }
                        });
        now.properties()
                .forEach(
                        field ->
                                merged.set(
                                        field.getKey(),
                                        member(
                                                stored.path(field.getKey()),
                                                before.path(field.getKey()),
                                                field.getValue())));
        return merged;
    }

    private static JsonNode member(JsonNode stored, JsonNode before, JsonNode now) {
        return stored instanceof ObjectNode has && now instanceof ObjectNode wants
                ? merged(has, ApiServer.copy(before), wants)
                : now.deepCopy();
    }

    /** The object as it is stored. */
    Optional<ObjectNode> get(ObjectNode manifest) {
        return api.get(
                Resource.FLINK_DEPLOYMENT, Resource.namespace(manifest), Resource.name(manifest));
    }
}
