package io.exactlyonce.operator;

import io.exactlyonce.operator.cli.Access;
import io.exactlyonce.operator.kafka.KafkaBrokers;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.storage.SnapshotStorage;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a person reaches with her own rights.
 *
 * @param environment with the keys of S3
 */
record PersonalAccess(Map<String, String> environment) implements Access {
    private static final EndpointBounds ANYWHERE =
            new EndpointBounds(List.of("*", "127.0.0.0/8", "::1/128"));

    @Override
    public KafkaPort kafka(Map<String, String> properties) {
        return KafkaBrokers.of(properties, InstantSource.system());
    }

    @Override
    public SnapshotStore snapshots() {
        return new SnapshotStorage(
                (namespace, key) ->
                        Optional.ofNullable(environment.get(key.key()))
                                .orElseThrow(
                                        () ->
                                                new UnavailableException(
                                                        "the environment has no " + key.key())),
                ANYWHERE,
                InstantSource.system());
    }
}
