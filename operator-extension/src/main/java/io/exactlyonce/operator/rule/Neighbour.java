package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.StoragePath;
import org.jspecify.annotations.Nullable;

/**
 * Another deployment whose directories and transactional ids must not be ours as well. A write is
 * held against all of them, so what has to be parsed is parsed once.
 *
 * @param namespace of the other deployment
 * @param name of the other deployment
 * @param checkpoints its checkpoint directory
 * @param highAvailability its high-availability directory
 * @param prefix its transactional-id prefix, empty text if it has none
 */
public record Neighbour(
        String namespace, String name, Place checkpoints, Place highAvailability, String prefix) {

    /**
     * A directory as it is configured.
     *
     * @param text empty if there is none
     * @param path null if the text cannot be read as one
     */
    public record Place(String text, @Nullable StoragePath path) {
        /** Of the text of a setting. */
        public static Place of(String text) {
            return new Place(text, StoragePath.of(text).orElse(null));
        }

        /** Whether there is one. */
        public boolean isSet() {
            return !text.isEmpty();
        }

        /** Whether one is the other or lies in it; compared as text where a path is unreadable. */
        boolean overlaps(Place other) {
            if (path == null || other.path == null) {
                return text.equals(other.text);
            }
            return path.contains(other.path) || other.path.contains(path);
        }

        boolean is(Place other) {
            if (path == null || other.path == null) {
                return text.equals(other.text);
            }
            return path.contains(other.path) && other.path.contains(path);
        }
    }

    /** From the three texts; empty text for what is not configured. */
    public static Neighbour of(
            String namespace,
            String name,
            String checkpointDirectory,
            String highAvailabilityDirectory,
            String prefix) {
        return new Neighbour(
                namespace,
                name,
                Place.of(checkpointDirectory),
                Place.of(highAvailabilityDirectory),
                prefix);
    }

    /** As its spec configures it. */
    public static Neighbour of(String namespace, String name, Fields spec) {
        FlinkConfiguration configuration = FlinkConfiguration.of(spec);
        return of(
                namespace,
                name,
                configuration.value(FlinkKey.CHECKPOINT_DIRECTORY).orElse(""),
                configuration.value(FlinkKey.HIGH_AVAILABILITY_STORAGE).orElse(""),
                configuration.value(JobKeys.TRANSACTIONAL_ID_PREFIX).orElse(""));
    }

    /**
     * Whether another deployment has its metadata in the same place. Flink puts it into a directory
     * of the cluster id, which upstream makes the deployment's name: two names never meet in one
     * directory, one name in two namespaces does.
     */
    boolean keepsMetadataWith(String otherName, Place other) {
        return name.equals(otherName) && highAvailability.isSet() && highAvailability.is(other);
    }
}
