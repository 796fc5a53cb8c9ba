package io.exactlyonce.operator.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.SnapshotContent.Missing;
import io.exactlyonce.operator.snapshot.SnapshotContent.Pending;
import io.exactlyonce.operator.snapshot.SnapshotContent.Unreadable;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.snapshot.StoredSnapshots.Listed;
import io.exactlyonce.operator.snapshot.StoredSnapshots.NotListed;
import io.exactlyonce.operator.snapshot.format.RecordedSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots on a mounted volume, and what is no storage that can be read. */
class SnapshotStorageTest {
    private static final String JOB = "0123456789abcdef0123456789abcdef";
    private static final SecretPort NO_SECRETS =
            (namespace, key) -> {
                throw new UnavailableException("Secret " + key.name() + " may not be read");
            };

    @TempDir Path folder;
    private final SnapshotStorage storage =
            new SnapshotStorage(NO_SECRETS, EndpointBounds.ANY, InstantSource.system());
    private Path root;
    private Policy policy;

    @BeforeEach
    void create() throws Exception {
        root = Files.createDirectories(folder.resolve("root"));
        policy = StoragePolicies.files(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aligned", "files", "savepoint-native", "no-sink"})
    void snapshotOnAVolumeIsRead(String name) throws Exception {
        RecordedSnapshot recorded = RecordedSnapshot.of("flink-2.2.1/" + name);
        Path snapshot = copy(recorded, root.resolve("shop"));

        SnapshotContent content = storage.content(policy, snapshot.toUri().toString());

        assertThat(content).isInstanceOf(Pending.class);
        assertThat(((Pending) content).pending())
                .containsExactlyInAnyOrderElementsOf(recorded.expected());
    }

    @Test
    void completedCheckpointsOfTheJobsAreListed() throws Exception {
        Path job = Files.createDirectories(root.resolve("checkpoints").resolve(JOB));
        Instant written = Instant.parse("2026-11-22T10:00:00Z");
        for (String name : new String[] {"chk-7", "chk-12", "chk-x", "shared"}) {
            Path metadata = Files.createDirectory(job.resolve(name)).resolve("_metadata");
            Files.setLastModifiedTime(Files.createFile(metadata), FileTime.from(written));
        }
        Files.createDirectory(job.resolve("chk-13"));
        Files.createDirectories(root.resolve("checkpoints").resolve("f".repeat(32) + "/chk-1"));

        StoredSnapshots stored = stored(JOB, "a".repeat(32));

        String directory = "file://" + root + "/checkpoints/" + JOB;
        assertThat(((Listed) stored).snapshots())
                .containsExactlyInAnyOrder(
                        new Snapshot(directory + "/chk-7", 7, JOB, written, false),
                        new Snapshot(directory + "/chk-12", 12, JOB, written, false));
    }

    @Test
    void volumeNeedsNoSecret() {
        assertThatCode(() -> storage.checkSecrets(policy)).doesNotThrowAnyException();
    }

    @Test
    void directoryThatWasNeverWrittenHasNoSnapshots() {
        assertThat(stored(JOB)).isEqualTo(new Listed(List.of()));
        assertThat(storage.content(policy, root.resolve("chk-1").toUri().toString()))
                .isEqualTo(new Missing());
    }

    @Test
    void volumeThatIsNotMountedHereSaysNothing() {
        policy = StoragePolicies.files(folder.resolve("elsewhere"));

        assertThat(storage.stored(policy, folder.resolve("elsewhere/a").toUri() + "", Set.of(JOB)))
                .isInstanceOfSatisfying(
                        NotListed.class,
                        it -> assertThat(it.reason()).contains("Mount the same volume"));
        assertThat(storage.content(policy, folder.resolve("elsewhere/chk-1").toUri() + ""))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void linksBelowTheRootAreNotFollowed() throws Exception {
        Path outside = copy(RecordedSnapshot.of("flink-2.2.1/aligned"), folder.resolve("outside"));
        Files.createSymbolicLink(root.resolve("chk-1"), outside);
        Path second = Files.createDirectory(root.resolve("chk-2"));
        Files.createSymbolicLink(second.resolve("_metadata"), outside.resolve("_metadata"));
        Files.createDirectories(root.resolve("chk-3/_metadata"));
        Files.createSymbolicLink(
                Files.createDirectory(root.resolve("checkpoints")).resolve(JOB),
                Files.createDirectories(folder.resolve("out")));

        for (String name : new String[] {"chk-1", "chk-2", "chk-3"}) {
            assertThat(storage.content(policy, root.resolve(name).toUri().toString()))
                    .as(name)
                    .isInstanceOf(Unreadable.class);
        }
        assertThat(stored(JOB)).isInstanceOf(NotListed.class);
    }

    @Test
    void rootMayBeALink() throws Exception {
        Path snapshot = copy(RecordedSnapshot.of("flink-2.2.1/aligned"), root);
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);

        assertThat(
                        storage.content(
                                StoragePolicies.files(link),
                                link.resolve(root.relativize(snapshot)).toUri().toString()))
                .isInstanceOf(Pending.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../outside", "/%2e%2e/outside", "/a/../../outside", "x"})
    void nothingOutsideOfTheRootIsLookedAt(String path) {
        assertThat(storage.content(policy, root.toUri() + path)).isNotInstanceOf(Pending.class);
        assertThat(storage.stored(policy, "file://" + root + path, Set.of(JOB)))
                .isInstanceOf(NotListed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../../x", "0123", "0123456789ABCDEF0123456789ABCDEF"})
    void onlyJobIdsAreDirectories(String id) {
        assertThat(stored(id)).isInstanceOf(NotListed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "gs://bucket/flink",
        "oss://bucket/flink",
        "hdfs://namenode:8020/flink",
        "abfss://container@account.dfs.core.windows.net/flink"
    })
    void storageThatIsNotReadIsSaidToBe(String uri) {
        Policy other = StoragePolicies.of(Map.of("storage", uri));

        assertThat(storage.stored(other, uri + "/a", Set.of(JOB)))
                .isInstanceOfSatisfying(
                        NotListed.class, it -> assertThat(it.reason()).contains("not on "));
        assertThat(storage.content(other, uri + "/chk-1")).isInstanceOf(Unreadable.class);
    }

    @Test
    void keysOfS3ComeFromThePolicyOnly() {
        Policy bare = StoragePolicies.of(Map.of("storage", "s3://bucket/flink"));

        assertThat(storage.content(bare, "s3://bucket/flink/chk-1"))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        it -> assertThat(it.reason()).contains("credentialsSecret"));
        assertThat(
                        storage.content(
                                StoragePolicies.s3("s3://bucket/flink", "http://s3.shop:9000"),
                                "s3://bucket/flink/chk-1"))
                .isEqualTo(new Unreadable("Secret keys may not be read"));
    }

    private StoredSnapshots stored(String... jobIds) {
        return storage.stored(policy, "file://" + root + "/checkpoints", Set.of(jobIds));
    }

    /** Copies a snapshot and returns its directory. */
    static Path copy(RecordedSnapshot recorded, Path target) throws Exception {
        Path from = recorded.metadata().getParent();
        Path to = Files.createDirectories(target.resolve(recorded.below()));
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
