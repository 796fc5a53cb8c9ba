package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.SecretKey;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Secrets one at a time, by name: the operator neither lists nor watches them, so a role may
 * name the few that it has to read.
 */
public final class StoredSecrets implements SecretPort {
    private final KubernetesClient client;
    private final Use use;

    /** What the Secrets are read for. */
    public enum Use {
        /** User, password and certificates of Kafka. */
        BROKERS("the operator cannot log in to the brokers"),
        /** Keys of the checkpoint storage. */
        STORAGE(
                "the operator cannot read snapshots in the checkpoint storage: no transaction is"
                        + " fenced, and no job recovered");

        private final String without;

        Use(String without) {
            this.without = without;
        }
    }

    /**
     * @param use what all that is read here is for
     */
    public StoredSecrets(KubernetesClient client, Use use) {
        this.client = client;
        this.use = use;
    }

    @Override
    public String text(String namespace, SecretKey key) {
        Map<String, String> data =
                Optional.ofNullable(read(namespace, key).getData()).orElse(Map.of());
        String encoded = data.get(key.key());
        if (encoded == null) {
            throw unusable(namespace, key, "has no key '" + key.key() + "'", "Add it");
        }
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unusable(
                    namespace, key, "has no Base64 under '" + key.key() + "'", "Write it anew");
        }
    }

    private Secret read(String namespace, SecretKey key) {
        Secret secret;
        try {
            secret = client.secrets().inNamespace(namespace).withName(key.name()).get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw new UnavailableException(
                        Reason.SECRET_FORBIDDEN, forbidden(namespace, key.name()), e);
            }
            throw new UnavailableException(
                    Reason.SECRET_UNKNOWN,
                    "The API server %s the Secret %s/%s of the policy%s, so %s. It is tried again"
                            .formatted(
                                    hasAnswered(e)
                                            ? "did not give"
                                            : "did not answer when asked for",
                                    namespace,
                                    key.name(),
                                    hasAnswered(e) ? " (HTTP " + e.getCode() + ")" : "",
                                    use.without),
                    e);
        }
        if (secret == null) {
            throw unusable(namespace, key, "does not exist", "Create it, or name another one");
        }
        return secret;
    }

    /** The client has a code of 0 where the connection failed. */
    private static boolean hasAnswered(KubernetesClientException failure) {
        return failure.getCode() > 0;
    }

    private UnavailableException unusable(
            String namespace, SecretKey key, String what, String remedy) {
        return new UnavailableException(
                Reason.SECRET_UNUSABLE,
                "The Secret %s/%s of the policy %s, so %s. %s"
                        .formatted(namespace, key.name(), what, use.without, remedy),
                null);
    }

    private String forbidden(String namespace, String name) {
        ServiceAccountName operator =
                ServiceAccountName.of(client.getConfiguration())
                        .orElse(ServiceAccountName.PLACEHOLDER);
        return """
               The operator may not read the Secret %1$s/%2$s of the policy, so %5$s. Apply:
               apiVersion: rbac.authorization.k8s.io/v1
               kind: Role
               metadata: {name: "exactly-once-%2$s", namespace: "%1$s"}
               rules:
               - {apiGroups: [""], resources: [secrets], resourceNames: ["%2$s"], verbs: [get]}
               ---
               apiVersion: rbac.authorization.k8s.io/v1
               kind: RoleBinding
               metadata: {name: "exactly-once-%2$s", namespace: "%1$s"}
               roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: "exactly-once-%2$s"}
               subjects:
               - {kind: ServiceAccount, name: "%3$s", namespace: "%4$s"}
               """
                .formatted(namespace, name, operator.name(), operator.namespace(), use.without)
                .strip();
    }
}
