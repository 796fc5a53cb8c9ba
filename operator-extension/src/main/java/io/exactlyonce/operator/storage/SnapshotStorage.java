package io.exactlyonce.operator.storage;

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Snapshots on a mounted volume or on S3. */
public final class SnapshotStorage implements SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStorage.class);

    /** For one question: 64 MiB of metadata take a few seconds, states in files 20 ms each. */
    private static final Duration TIME = Duration.ofSeconds(30);

    private static final Pattern JOB_ID = Pattern.compile("[0-9a-f]{32}");

    private final Storages storages;
    private final StorageQuiet quiet;
    private final SnapshotMemory memory = new SnapshotMemory();

    /** Opens the storage of a policy; another one in tests. */
    @FunctionalInterface
    interface Storages {
        /** Throws {@link StorageException} or {@link UnavailableException} if it cannot be. */
        Storage open(Policy policy, Deadline deadline);

        /** Reads the Secrets that it takes, and throws as {@link SnapshotStore} says. */
        default void checkSecrets(Policy policy) {}
    }

    /**
     * @param secrets with the keys of S3
     * @param bounds of the hosts that a policy may name
     * @param clock for how long a storage that does not answer is left alone
     */
    public SnapshotStorage(SecretPort secrets, EndpointBounds bounds, InstantSource clock) {
        this(new NamedStorages(new S3Clients(secrets, bounds)), clock);
    }

    SnapshotStorage(Storages storages, InstantSource clock) {
        this.storages = storages;
        this.quiet = new StorageQuiet(clock, TIME);
    }

    @Override
    public void checkSecrets(Policy policy) {
        storages.checkSecrets(policy);
    }

    @Override
    public StoredSnapshots stored(Policy policy, String checkpointDirectory, Set<String> jobIds) {
        StoragePath root = root(policy);
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
        return ask(
                policy,
                storage -> {
                    List<Snapshot> snapshots = new ArrayList<>();
                    for (String jobId : new TreeSet<>(jobIds)) {
                        list(storage, directory.resolve(jobId), jobId, snapshots);
                    }
                    return new StoredSnapshots.Listed(snapshots);
                },
                StoredSnapshots.NotListed::new);
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
        return ask(
                policy,
                storage ->
                        SnapshotReader.metadata(root(policy), path)
                                .map(metadata -> content(policy, storage, path, metadata))
                                .orElseGet(() -> read(policy, storage, path)),
                SnapshotContent.Unreadable::new);
    }

    private SnapshotContent content(
            Policy policy, Storage storage, String path, StoragePath metadata) {
        Optional<Instant> written = storage.written(metadata);
        Optional<SnapshotContent> known =
                written.flatMap(time -> memory.content(policy, metadata, time));
        if (known.isPresent()) {
            return known.get();
        }
        // Of one that is not there the storage says more when it is read, such as a lost bucket.
        SnapshotContent content = read(policy, storage, path);
        written.ifPresent(time -> memory.remember(policy, metadata, time, content));
        return content;
    }

    private static SnapshotContent read(Policy policy, Storage storage, String path) {
        return new SnapshotReader(root(policy), storage).read(path);
    }

    private static StoragePath root(Policy policy) {
        return policy.checkpoints().storage().root();
    }

    /** An answer, or why there is none: because of a failure now, or one of a while ago. */
    private <T> T ask(
            Policy policy, Function<Storage, ? extends T> question, Function<String, T> unknown) {
        Optional<String> silent = quiet.reason(policy);
        if (silent.isPresent()) {
            return unknown.apply(silent.get());
        }
        try (Storage storage = storages.open(policy, Deadline.in(TIME))) {
            T answer = question.apply(storage);
            quiet.answered(policy);
            return answer;
        } catch (StorageException e) {
            LOG.debug("Storage not read: policy={}", policy.identity(), e);
            if (e.isOutOfReach()) {
                quiet.failed(policy, e.reason());
            } else {
                quiet.answered(policy);
            }
            return unknown.apply(e.reason());
        } catch (UnavailableException e) {
            LOG.debug("Storage not read: policy={}", policy.identity(), e);
            quiet.answered(policy);
            return unknown.apply(e.what());
        }
    }

    /** By the scheme of the policy's root. */
    private record NamedStorages(S3Clients s3) implements Storages {
        private static final String S3 = "s3";

        @Override
        public Storage open(Policy policy, Deadline deadline) {
            StoragePath root = root(policy);
            return switch (root.store()) {
                // That it is the jobs' volume, the policy has to declare before it is valid.
                case "file" -> FileStorage.at(root, deadline);
                case S3 -> new S3Storage(s3.of(policy), deadline);
                default ->
                        throw new StorageException(
                                "This version of the operator reads snapshots on S3 and on mounted"
                                        + " volumes, not on "
                                        + root.scheme()
                                        + ". Use one of them to have transactions looked after");
            };
        }

        @Override
        public void checkSecrets(Policy policy) {
            if (root(policy).store().equals(S3)) {
                s3.checkKeys(policy);
            }
        }
    }
}
