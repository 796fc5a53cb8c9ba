package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.policy.KafkaClientSettings;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.SecretKey;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.UnavailableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Client properties of a policy, with the Secrets it names as they are now.
 *
 * @param secrets where they are read
 */
record PolicySecrets(SecretPort secrets) {

    /**
     * Properties of a client, {@code bootstrap.servers} included.
     *
     * @throws UnavailableException that says of every Secret at once why it cannot be read
     */
    SortedMap<String, String> resolve(Policy policy) {
        Map<String, UnavailableException> failures = new LinkedHashMap<>();
        SortedMap<String, String> properties =
                KafkaClientSettings.clientProperties(
                        policy.kafka(), key -> text(policy.identity().namespace(), key, failures));
        if (!failures.isEmpty()) {
            throw all(failures);
        }
        return properties;
    }

    private String text(
            String namespace, SecretKey key, Map<String, UnavailableException> failures) {
        try {
            return secrets.text(namespace, key);
        } catch (UnavailableException e) {
            failures.putIfAbsent(e.what(), e);
            return "";
        }
    }

    private static UnavailableException all(Map<String, UnavailableException> failures) {
        UnavailableException first = failures.values().iterator().next();
        String what = failures.keySet().stream().collect(Collectors.joining("\n"));
        return first.reason()
                .map(reason -> new UnavailableException(reason, what, first))
                .orElseGet(() -> new UnavailableException(what, first));
    }
}
