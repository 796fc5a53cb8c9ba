package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.policy.StoragePath;

/**
 * Another deployment whose directories and transactional ids must not be ours as well. A write is
 * held against all of them, so what has to be parsed is parsed once.
 *
 * @param namespace of the other deployment
 * @param name of the other deployment
 * @param checkpoints its checkpoint directory
 * @param highAvailability its high-availability directory
 * @param metadata where Flink keeps its last checkpoint's path
 * @param prefix its transactional-id prefix, empty text if it has none
 */
public record Neighbour(
        String namespace,
        String name,
        Place checkpoints,
        Place highAvailability,
        MetadataPlace metadata,
        String prefix) {

    /**
     * A directory as it is configured.
     *
     * @param text empty if there is none
     * @param key of which another one's key is the start if and only if this directory is the other
     *     one or lies in it; only equal texts have that if they cannot be read as paths
     */
    public record Place(String text, String key) {
        /** Of the text of a setting. */
        public static Place of(String text) {
            return new Place(
                    text,
                    text.isEmpty()
                            ? ""
                            : StoragePath.of(text).map(StoragePath::orderKey).orElse(text + '\n'));
        }

        /** Whether there is one. */
        boolean isSet() {
            return !text.isEmpty();
        }
    }

    /** From the three texts; empty text for what is not configured. High availability is off. */
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
                MetadataPlace.of(FlinkConfiguration.of(Fields.EMPTY)),
                prefix);
    }

    /** As its spec configures it. */
    public static Neighbour of(String namespace, String name, Fields spec) {
        FlinkConfiguration configuration = FlinkConfiguration.of(spec);
        return new Neighbour(
                namespace,
                name,
                Place.of(configuration.value(FlinkKey.CHECKPOINT_DIRECTORY).orElse("")),
                Place.of(configuration.value(FlinkKey.HIGH_AVAILABILITY_STORAGE).orElse("")),
                MetadataPlace.of(configuration),
                configuration.value(RevisionKeys.PREFIX).orElse(""));
    }
}
