package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.Set;

/** Nothing is read: so nothing is concluded. */
public final class NoStorage implements SnapshotStore {
    private static final String WHY = "checkpoint storage is not read";

    @Override
    public StoredSnapshots stored(Policy policy, String directory, Set<String> jobIds) {
        return new StoredSnapshots.NotListed(WHY);
    }

    @Override
    public SnapshotContent content(Policy policy, String path) {
        return new SnapshotContent.Unreadable(WHY);
    }
}
