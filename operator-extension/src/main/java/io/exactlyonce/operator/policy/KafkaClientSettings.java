package io.exactlyonce.operator.policy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a policy's way to the brokers means for the configuration of a job. */
public final class KafkaClientSettings {
    /** Flink's key for environment variables from Secrets. */
    public static final String SECRET_VARIABLES_KEY = "kubernetes.env.secretKeyRef";

    private KafkaClientSettings() {}

    /** Entries of {@code flinkConfiguration}, secrets as {@code ${env:…}} placeholders. */
    public static SortedMap<String, String> flinkConfiguration(KafkaAccess kafka) {
        return new TreeMap<>();
    }

    /** Variables the job's containers need, of Kafka and of S3, in a fixed order. */
    public static List<SecretVariable> secretVariables(Policy policy) {
        return List.of();
    }
}
