package io.exactlyonce.operator.snapshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.SnapshotContent.Missing;
import io.exactlyonce.operator.snapshot.SnapshotContent.Pending;
import io.exactlyonce.operator.snapshot.SnapshotContent.Unreadable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots that real jobs made, on both versions of Flink: what is found is what Flink finds. */
class RecordedSnapshotsTest {
    private static final String FLINK_2 = "flink-2.2.1/";

    static List<RecordedSnapshot> recorded() {
        return RecordedSnapshot.all();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void foundPendingIsWhatFlinkWouldCommit(RecordedSnapshot snapshot) {
        SnapshotContent content = read(snapshot, Map.of());

        assertThat(content).isInstanceOf(Pending.class);
        assertThat(((Pending) content).pending())
                .containsExactlyInAnyOrderElementsOf(snapshot.expected());
    }

    @Test
    void everyKindIsRecordedWithBothVersions() {
        assertThat(RecordedSnapshot.all())
                .extracting(RecordedSnapshot::toString)
                .filteredOn(name -> name.startsWith(FLINK_2))
                .hasSize(13)
                .allSatisfy(
                        name ->
                                assertThat(RecordedSnapshot.all())
                                        .contains(
                                                RecordedSnapshot.of(
                                                        name.replace(FLINK_2, "flink-1.20.3/"))));
    }

    @Test
    void pathOfTheMetadataNamesTheSnapshotToo() {
        RecordedSnapshot snapshot = RecordedSnapshot.of(FLINK_2 + "aligned");

        SnapshotContent content =
                new SnapshotReader(RecordedSnapshot.ROOT, snapshot.files(Map.of()))
                        .read(snapshot.path() + "/_metadata");

        assertThat(content).isEqualTo(read(snapshot, Map.of()));
    }

    @Test
    void snapshotWithoutMetadataIsMissing() {
        RecordedSnapshot snapshot = RecordedSnapshot.of(FLINK_2 + "aligned");

        SnapshotContent content =
                new SnapshotReader(RecordedSnapshot.ROOT, snapshot.files(Map.of()))
                        .read(RecordedSnapshot.ROOT + "/chk-9");

        assertThat(content).isEqualTo(new Missing());
    }

    @Test
    void missingStateOfACommitterMakesItUnreadable() {
        RecordedSnapshot snapshot = RecordedSnapshot.of(FLINK_2 + "files");
        SnapshotFiles onlyMetadata =
                new SnapshotFiles() {
                    @Override
                    public <T> Optional<T> read(
                            StoragePath path, Range range, Function<ByteSource, T> reader) {
                        return path.toString().endsWith("_metadata")
                                ? snapshot.files(Map.of()).read(path, range, reader)
                                : Optional.empty();
                    }
                };

        SnapshotContent content =
                new SnapshotReader(RecordedSnapshot.ROOT, onlyMetadata).read(snapshot.path());

        assertThat(content)
                .isInstanceOfSatisfying(
                        Unreadable.class, it -> assertThat(it.reason()).contains("is gone"));
    }

    @Test
    void snapshotOutsideOfTheStorageIsNotOpened() {
        SnapshotReader reader =
                new SnapshotReader(
                        StoragePath.of("file:///elsewhere").orElseThrow(),
                        RecordedSnapshot.of(FLINK_2 + "aligned").files(Map.of()));

        for (String path :
                List.of(
                        RecordedSnapshot.of(FLINK_2 + "aligned").path(),
                        "file:///elsewhere/../checkpoints/chk-1",
                        "/elsewhere/chk-1",
                        "s3://elsewhere/chk-1",
                        "")) {
            assertThat(reader.read(path)).as(path).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void sharedFilesOutsideOfTheStorageMakeItUnreadable() {
        // Those of RocksDB are named in full, and lie beside the checkpoint.
        RecordedSnapshot snapshot = RecordedSnapshot.of(FLINK_2 + "rocksdb");
        StoragePath narrow = StoragePath.of(snapshot.path()).orElseThrow();

        assertThat(new SnapshotReader(narrow, snapshot.files(Map.of())).read(snapshot.path()))
                .isInstanceOfSatisfying(
                        Unreadable.class, it -> assertThat(it.reason()).contains("outside of"));
    }

    static SnapshotContent read(RecordedSnapshot snapshot, Map<Path, byte[]> others) {
        return new SnapshotReader(RecordedSnapshot.ROOT, snapshot.files(others))
                .read(snapshot.path());
    }
}
