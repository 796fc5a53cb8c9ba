package io.exactlyonce.sandbox.kubernetes;

import java.util.List;

/** What became of a write. */
public sealed interface Answer {

    /**
     * It is stored.
     *
     * @param written what the user changed
     * @param completed what the webhook changed besides
     * @param warnings as {@code kubectl} prints them
     */
    record Stored(List<Change> written, List<Change> completed, List<String> warnings)
            implements Answer {}

    /**
     * It is not.
     *
     * @param message as {@code kubectl} prints it
     */
    record Refused(String message) implements Answer {}
}
