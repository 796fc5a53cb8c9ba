package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.format.SnapshotFiles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One kind of storage. Every method throws {@link StorageException} if it cannot tell. */
interface Storage extends SnapshotFiles, AutoCloseable {

    /** Names of the directories {@code chk-<n>} in a directory; none if it does not exist. */
    List<String> checkpoints(StoragePath directory);

    /** When a file was written; empty if there is none. */
    Optional<Instant> written(StoragePath file);

    @Override
    void close();
}
