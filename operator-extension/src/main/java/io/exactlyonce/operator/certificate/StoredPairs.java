package io.exactlyonce.operator.certificate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the Secret holds.
 *
 * @param version of the Secret; null if there is none
 * @param newestFirst pairs that can be read; none is invented for what is lost or damaged
 * @param damage what could not be read, for people; empty if nothing
 */
public record StoredPairs(@Nullable String version, List<ServingPair> newestFirst, String damage) {
    /** No Secret. */
    public static final StoredPairs NONE = new StoredPairs(null, List.of(), "");

    /** Copies the list. */
    public StoredPairs {
        newestFirst = List.copyOf(newestFirst);
    }
}
