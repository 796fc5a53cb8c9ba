package io.exactlyonce.operator.snapshot;

import java.util.List;

/** What was found when a snapshot was read. */
public sealed interface SnapshotContent {

    /**
     * It was read to the end, every committer of it.
     *
     * @param pending transactions that it holds pending; empty if there are none
     */
    record Pending(List<Committable> pending) implements SnapshotContent {
        /** Copies the list. */
        public Pending {
            pending = List.copyOf(pending);
        }
    }

    /** There is no complete snapshot at the path. */
    record Missing() implements SnapshotContent {}

    /** It could not be read, or not all of it was understood: nothing may be concluded. */
    record Unreadable(String reason) implements SnapshotContent {}
}
