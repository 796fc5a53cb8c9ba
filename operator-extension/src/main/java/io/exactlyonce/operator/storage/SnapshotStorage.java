package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.snapshot.format.SnapshotReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Snapshots on a mounted volume or on S3. */
public final class SnapshotStorage implements SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStorage.class);

    /** For one question: 64 MiB of metadata take a few seconds, states in files 20 ms each. */
    private static final Duration TIME = Duration.ofSeconds(30);

    private static final Pattern JOB_ID = Pattern.compile("[0-9a-f]{32}");

    private final S3Clients s3;

    /**
     * @param secrets with the keys of S3
     * @param bounds of the hosts that a policy may name
     */
    public SnapshotStorage(SecretPort secrets, EndpointBounds bounds) {
        this.s3 = new S3Clients(secrets, bounds);
    }

    @Override
    public StoredSnapshots stored(Policy policy, String checkpointDirectory, Set<String> jobIds) {
        StoragePath root = policy.checkpoints().storage().root();
        StoragePath directory = StoragePath.of(checkpointDirectory).orElse(null);
        if (directory == null || !root.contains(directory)) {
            return new StoredSnapshots.NotListed(
                    "The checkpoint directory is not known to lie below "
                            + root
                            + ", the only place this policy allows to read. Use a directory below"
                            + " it");
        }
        if (!jobIds.stream().allMatch(id -> JOB_ID.matcher(id).matches())) {
            return new StoredSnapshots.NotListed(
                    "A job id is not 32 hexadecimal digits, so its directory is not known");
        }
        try (Storage storage = open(policy)) {
            List<Snapshot> snapshots = new ArrayList<>();
            for (String jobId : new TreeSet<>(jobIds)) {
                list(storage, directory.resolve(jobId), jobId, snapshots);
            }
            return new StoredSnapshots.Listed(snapshots);
        } catch (StorageException e) {
            LOG.debug("Checkpoints not listed: policy={}", policy.identity(), e);
            return new StoredSnapshots.NotListed(e.reason());
        } catch (UnavailableException e) {
            LOG.debug("Checkpoints not listed: policy={}", policy.identity(), e);
            return new StoredSnapshots.NotListed(e.what());
        }
    }

    private static void list(
            Storage storage, StoragePath directory, String jobId, List<Snapshot> snapshots) {
        for (String name : storage.checkpoints(directory)) {
            StoragePath checkpoint = directory.resolve(name);
            storage.written(checkpoint.resolve(SnapshotReader.METADATA))
                    .map(
                            written ->
                                    new Snapshot(
                                            checkpoint.toString(),
                                            CheckpointName.id(name),
                                            jobId,
                                            written,
                                            false))
                    .ifPresent(snapshots::add);
        }
    }

    @Override
    public SnapshotContent content(Policy policy, String path) {
        try (Storage storage = open(policy)) {
            return new SnapshotReader(policy.checkpoints().storage().root(), storage).read(path);
        } catch (StorageException e) {
            LOG.debug("Snapshot not read: policy={}, path={}", policy.identity(), path, e);
            return new SnapshotContent.Unreadable(e.reason());
        } catch (UnavailableException e) {
            LOG.debug("Snapshot not read: policy={}, path={}", policy.identity(), path, e);
            return new SnapshotContent.Unreadable(e.what());
        }
    }

    private Storage open(Policy policy) {
        Checkpoints.Storage storage = policy.checkpoints().storage();
        Deadline deadline = Deadline.in(TIME);
        return switch (storage.root().store()) {
            // That it is the jobs' volume, the policy has to declare before it is valid.
            case "file" -> FileStorage.at(storage.root(), deadline);
            case "s3" -> new S3Storage(s3.of(policy), deadline);
            default ->
                    throw new StorageException(
                            "This version of the operator reads snapshots on S3 and on mounted"
                                    + " volumes, not on "
                                    + storage.root().scheme()
                                    + ". Use one of them to have transactions looked after");
        };
    }
}
