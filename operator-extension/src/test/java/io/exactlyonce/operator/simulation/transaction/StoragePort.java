package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.util.Set;

/** Checkpoint storage as a controller sees it. */
record StoragePort(ClusterModel cluster, World world) implements SnapshotStore {
    @Override
    public StoredSnapshots stored(Policy policy, String directory, Set<String> jobIds) {
        world.interlude();
        if (world.faults().storage()) {
            return new StoredSnapshots.NotListed("the storage did not answer");
        }
        return new StoredSnapshots.Listed(
                cluster.storage().all().stream()
                        .map(Kept::snapshot)
                        .filter(it -> !it.savepoint() && it.path().startsWith(directory + "/"))
                        .filter(it -> jobIds.contains(it.jobId()))
                        .toList());
    }

    @Override
    public SnapshotContent content(Policy policy, String path) {
        world.interlude();
        if (world.faults().storage()) {
            return new SnapshotContent.Unreadable("the storage did not answer");
        }
        return cluster.storage()
                .at(path)
                .<SnapshotContent>map(it -> new SnapshotContent.Pending(it.pending()))
                .orElseGet(SnapshotContent.Missing::new);
    }
}
