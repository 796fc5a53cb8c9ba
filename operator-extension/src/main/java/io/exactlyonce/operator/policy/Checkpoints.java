package io.exactlyonce.operator.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where snapshots lie and how often they are taken.
 *
 * @param storage where they lie
 * @param timing Flink's {@code execution.checkpointing.*}
 * @param outage what the transaction timeout must outlive besides
 */
public record Checkpoints(Storage storage, Timing timing, Outage outage) {
    /**
     * Where snapshots lie.
     *
     * @param root directory above those of all deployments
     * @param durableFileStorage the team declares that a {@code file:} root is a durable mount that
     *     every pod shares
     * @param s3 how S3 is reached; null if the policy says nothing of it
     */
    public record Storage(StoragePath root, boolean durableFileStorage, @Nullable S3 s3) {
        private static final Pattern AWS =
                Pattern.compile("(https?://)?([a-z0-9-]+\\.)*amazonaws\\.com(\\.cn)?(:443)?/?");

        public Optional<S3> s3IfAny() {
            return Optional.ofNullable(s3);
        }

        /**
         * Whether an S3 endpoint is this one. Two that differ may still lead to the same store;
         * nobody can tell.
         *
         * @param endpoint as Flink's S3 plugins read it
         */
        public boolean isBehind(String endpoint) {
            String text = normal(endpoint);
            return s3IfAny()
                    .flatMap(S3::endpointIfAny)
                    .map(server -> text.equals(normal(server.toString())))
                    .orElseGet(() -> AWS.matcher(text).matches());
        }

        private static String normal(String endpoint) {
            String text = endpoint.trim().toLowerCase(Locale.ROOT).replaceAll("/+$", "");
            String withScheme = text.contains("://") ? text : "https://" + text;
            return withScheme.startsWith("https:")
                    ? withScheme.replaceAll(":443$", "")
                    : withScheme.replaceAll(":80$", "");
        }
    }

    /**
     * An S3 service.
     *
     * @param endpoint {@code http(s)://host[:port]}; null for that of AWS
     * @param pathStyleAccess bucket in the path instead of the host name
     * @param credentials null for those of the pod (IRSA, workload identity); the operator itself
     *     uses no ambient ones unless its configuration allows it
     */
    public record S3(
            @Nullable HttpEndpoint endpoint,
            boolean pathStyleAccess,
            @Nullable S3Credentials credentials) {
        public Optional<HttpEndpoint> endpointIfAny() {
            return Optional.ofNullable(endpoint);
        }

        public Optional<S3Credentials> credentialsIfAny() {
            return Optional.ofNullable(credentials);
        }
    }

    /**
     * Access key of S3.
     *
     * @param accessKey entry with the access key id
     * @param secretKey entry with the secret access key
     */
    public record S3Credentials(SecretKey accessKey, SecretKey secretKey) {}

    /**
     * How often checkpoints are taken.
     *
     * @param interval positive
     * @param timeout positive
     * @param minPause 0 or more
     * @param tolerableFailures consecutive failed checkpoints before the job restarts, 0 or more
     */
    public record Timing(
            Duration interval, Duration timeout, Duration minPause, int tolerableFailures) {}

    /**
     * What a transaction must outlive besides checkpoints.
     *
     * @param maxOutage longest time from a completed checkpoint until the recovered committer ran
     * @param slack reserve, at least 60 s
     * @param plainSavepoints savepoints without stop that may come between two checkpoints
     */
    public record Outage(Duration maxOutage, Duration slack, int plainSavepoints) {}
}
