package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.port.PolicyPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Reads policies one at a time. */
public final class StoredPolicies implements PolicyPort {
    private final KubernetesClient client;
    private final ResourceFields fields;

    public StoredPolicies(KubernetesClient client) {
        this.client = client;
        this.fields = new ResourceFields(client);
    }

    @Override
    public Optional<Fields> stored(String namespace, String name) {
        try {
            return Optional.ofNullable(
                            client.genericKubernetesResources(Kinds.POLICY)
                                    .inNamespace(namespace)
                                    .withName(name)
                                    .get())
                    .map(fields::read);
        } catch (KubernetesClientException e) {
            throw new UnavailableException(
                    "the ExactlyOncePolicy %s/%s could not be read (HTTP %d)"
                            .formatted(namespace, name, e.getCode()),
                    e);
        }
    }
}
