package io.exactlyonce.operator.deployment;

import io.exactlyonce.operator.deployment.FlinkConfiguration.Setting;
import java.util.Optional;

/**
 * What became of reading an option as a type. A text that Flink would not accept is neither absent
 * nor a default: whoever decides by it has to say so.
 *
 * @param <T> type of the value
 */
public sealed interface Reading<T> {

    /** The option is set under none of its names. */
    record Absent<T>() implements Reading<T> {}

    /** The option is set, and Flink would read it so. */
    record Read<T>(Setting setting, T value) implements Reading<T> {}

    /** The option is set to a text that Flink would refuse at the start of the job. */
    record Unreadable<T>(Setting setting, String expected) implements Reading<T> {}

    /** The value; empty if absent or unreadable. */
    default Optional<T> asOptional() {
        return this instanceof Read<T> read ? Optional.of(read.value()) : Optional.empty();
    }

    default boolean isUnreadable() {
        return this instanceof Unreadable;
    }
}
