package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.deployment.Fields;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.Map;

/** Resources of the client to {@link Fields} and back. */
public final class ResourceFields {
    private final KubernetesSerialization serialization;

    public ResourceFields(KubernetesClient client) {
        this.serialization = client.getKubernetesSerialization();
    }

    /** Everything the resource has, metadata included. */
    public Fields read(GenericKubernetesResource resource) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<?, ?> converted = serialization.convertValue(resource, Map.class);
        converted.forEach((name, value) -> values.put(String.valueOf(name), value));
        return new Fields(values);
    }

    /** The resource to send to the API server. */
    public GenericKubernetesResource write(Fields fields) {
        return serialization.convertValue(fields.values(), GenericKubernetesResource.class);
    }
}
