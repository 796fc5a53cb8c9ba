package io.exactlyonce.operator.snapshot;

import java.util.List;

/** What lies in the checkpoint directory of a deployment. */
public sealed interface StoredSnapshots {

    /**
     * Everything that is complete there, listed without an error.
     *
     * @param snapshots in any order
     */
    record Listed(List<Snapshot> snapshots) implements StoredSnapshots {
        /** Copies the list. */
        public Listed {
            snapshots = List.copyOf(snapshots);
        }
    }

    /** Nobody could or did look: nothing may be concluded. */
    record NotListed(String reason) implements StoredSnapshots {}
}
