package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.policy.KafkaClientSettings;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.SecretReadings;
import io.exactlyonce.operator.port.UnavailableException;
import java.util.SortedMap;

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
        SecretReadings readings = new SecretReadings(secrets, policy.identity().namespace());
        SortedMap<String, String> properties =
                KafkaClientSettings.clientProperties(policy.kafka(), readings::text);
        readings.check();
        return properties;
    }
}
