package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.port.SecretPort;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The port as tests set it up. */
final class Brokers {
    static final EndpointBounds LOOPBACK = new EndpointBounds(List.of("127.0.0.0/8"));
    static final SecretPort NO_SECRETS =
            (namespace, key) -> {
                throw new AssertionError("no secret is named");
            };

    /** Tests wait for what does not come. */
    static final BrokerPace PACE =
            new BrokerPace(
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(300),
                    Duration.ofMinutes(15),
                    10);

    private Brokers() {}

    static KafkaBrokers of(SecretPort secrets, BrokerPace pace) {
        return new KafkaBrokers(means(secrets, pace));
    }

    static PolicyBrokers.Means means(SecretPort secrets, BrokerPace pace) {
        return new PolicyBrokers.Means(
                new PolicySecrets(secrets),
                LOOPBACK,
                InetAddress::getAllByName,
                AdminClients::create,
                pace,
                InstantSource.system());
    }

    /** A policy of the namespace {@code shop}. */
    static Policy policy(String bootstrapServers) {
        return policy("standard", "bootstrapServers: \"" + bootstrapServers + "\"");
    }

    /** With a name, and the fields of {@code spec.kafka}. */
    static Policy policy(String name, String kafka) {
        try {
            PolicyReading reading =
                    PolicyReader.read(
                            Yaml.readAll(
                                            """
                                            metadata: {name: %s, namespace: shop}
                                            spec:
                                              checkpoints: {storage: "s3://flink/prod"}
                                              kafka: {%s}
                                            """
                                                    .formatted(name, kafka))
                                    .get(0));
            if (reading instanceof PolicyReading.Valid valid) {
                return valid.policy();
            }
            throw new AssertionError(reading);
        } catch (ManifestException e) {
            throw new AssertionError(e);
        }
    }
}
