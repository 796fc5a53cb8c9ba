package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import java.nio.file.Path;
import java.util.Map;

/** Policies that differ in their storage. */
final class StoragePolicies {
    private StoragePolicies() {}

    static Policy files(Path root) {
        return of(Map.of("storage", root.toUri().toString(), "durableFileStorage", true));
    }

    static Policy s3(String storage, String endpoint) {
        return of(
                Map.of(
                        "storage",
                        storage,
                        "s3",
                        Map.of(
                                "endpoint",
                                endpoint,
                                "pathStyleAccess",
                                true,
                                "credentialsSecret",
                                Map.of("name", "keys"))));
    }

    static Policy of(Map<String, Object> checkpoints) {
        PolicyReading reading =
                PolicyReader.read(
                        new Fields(
                                Map.of(
                                        "metadata",
                                        Map.of("name", "standard", "namespace", "shop"),
                                        "spec",
                                        Map.of(
                                                "kafka",
                                                Map.of("bootstrapServers", "kafka:9092"),
                                                "checkpoints",
                                                checkpoints))));
        if (reading instanceof PolicyReading.Valid valid) {
            return valid.policy();
        }
        throw new IllegalArgumentException(reading.toString());
    }
}
