package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.policy.Checkpoints.Outage;
import io.exactlyonce.operator.policy.Checkpoints.S3;
import io.exactlyonce.operator.policy.Checkpoints.S3Credentials;
import io.exactlyonce.operator.policy.Checkpoints.Storage;
import io.exactlyonce.operator.policy.Checkpoints.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.checkpoints}. */
final class CheckpointSection {
    /** {@code CheckpointConfig.MINIMAL_CHECKPOINT_TIME} of Flink. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    /**
     * The greatest value of {@code transaction.timeout.ms} is 2^31-1 ms, a bit less than 25 days:
     * no part of the formula can be longer.
     */
    private static final Duration LONGEST = Duration.ofDays(24);

    /** As the formula demands: brokers look every 10 s, and clocks drift. */
    private static final Duration LEAST_SLACK = Duration.ofMinutes(1);

    private static final int MOST_FAILURES = 1000;

    /** Stands in for a path that was reported; never used. */
    private static final StoragePath UNREADABLE = new StoragePath("file", "", List.of());

    private final SpecReader in;

    CheckpointSection(SpecReader in) {
        this.in = in;
    }

    Checkpoints read() {
        return new Checkpoints(storage(), timing(), outage());
    }

    private Storage storage() {
        boolean durable = in.flag(PolicyField.DURABLE_FILE_STORAGE);
        return new Storage(root(durable), durable, in.has(PolicyField.S3) ? s3() : null);
    }

    private StoragePath root(boolean durable) {
        String text =
                in.required(
                        PolicyField.STORAGE,
                        "without durable snapshots a restart loses what was counted but not"
                                + " committed",
                        "Set it to a URI such as s3://bucket/flink");
        if (text.isEmpty()) {
            return UNREADABLE;
        }
        StoragePath.Reading reading = StoragePath.read(text);
        if (reading instanceof StoragePath.Refused refused) {
            in.report(PolicyField.STORAGE, text, refused.reason(), refused.fix());
        }
        if (!(reading instanceof StoragePath.Read read)) {
            return UNREADABLE;
        }
        if (read.path().isFile() && read.path().segments().isEmpty()) {
            in.report(
                    PolicyField.STORAGE,
                    text,
                    "the root of a file system would put every path within the policy's bounds",
                    "Name the directory where the volume is mounted");
        }
        if (read.path().isFile() && !durable) {
            in.report(
                    PolicyField.STORAGE,
                    text,
                    "a file system of a pod goes with the pod, and with it every snapshot",
                    "Use object storage, or set spec.checkpoints.durableFileStorage: true if it"
                            + " is a durable volume that all pods share");
        }
        return read.path();
    }

    private S3 s3() {
        return new S3(
                endpoint(),
                in.flag(PolicyField.S3_PATH_STYLE),
                in.has(PolicyField.S3_SECRET) ? credentials() : null);
    }

    private @Nullable HttpEndpoint endpoint() {
        Optional<String> text = in.optional(PolicyField.S3_ENDPOINT);
        Optional<HttpEndpoint> endpoint = text.flatMap(AddressText::httpEndpoint);
        if (text.isPresent() && endpoint.isEmpty()) {
            in.report(
                    PolicyField.S3_ENDPOINT,
                    text.get(),
                    "it is not the URL of a server alone, so two readers could take it for two"
                            + " servers",
                    "Write https://host or https://host:port; no user, path or query");
        }
        return endpoint.orElse(null);
    }

    private S3Credentials credentials() {
        SecretKey accessKey = in.secret(PolicyField.S3_SECRET_NAME, PolicyField.S3_ACCESS_KEY);
        String secretKey = in.secretKey(PolicyField.S3_SECRET_KEY);
        return new S3Credentials(accessKey, new SecretKey(accessKey.name(), secretKey));
    }

    private Timing timing() {
        return new Timing(
                in.duration(PolicyField.INTERVAL, SHORTEST, LONGEST),
                in.duration(PolicyField.CHECKPOINT_TIMEOUT, SHORTEST, LONGEST),
                in.duration(PolicyField.MIN_PAUSE, Duration.ZERO, LONGEST),
                in.integer(PolicyField.TOLERABLE_FAILURES, 0, MOST_FAILURES));
    }

    private Outage outage() {
        return new Outage(
                in.duration(PolicyField.MAX_OUTAGE, Duration.ZERO, LONGEST),
                in.duration(PolicyField.SLACK, LEAST_SLACK, LONGEST),
                in.integer(PolicyField.PLAIN_SAVEPOINTS, 0, MOST_FAILURES));
    }
}
