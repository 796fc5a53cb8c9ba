package io.exactlyonce.operator.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotContent.Missing;
import io.exactlyonce.operator.snapshot.SnapshotContent.Pending;
import io.exactlyonce.operator.snapshot.SnapshotContent.Unreadable;
import io.exactlyonce.operator.snapshot.StoredSnapshots.Listed;
import io.exactlyonce.operator.snapshot.StoredSnapshots.NotListed;
import io.exactlyonce.operator.snapshot.format.ByteSource;
import io.exactlyonce.operator.snapshot.format.RecordedSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a storage is asked. */
class StorageCalmTest {
    private static final String JOB = "0123456789abcdef0123456789abcdef";
    private static final String SILENT = "It does not answer";

    @TempDir Path root;
    private final List<String> requests = new ArrayList<>();
    private Instant now = Instant.parse("2026-07-01T10:00:00Z");
    private boolean silent;
    private Policy policy;
    private SnapshotStorage storage;
    private Path snapshot;

    @BeforeEach
    void create() throws Exception {
        policy = StoragePolicies.files(root);
        storage =
                new SnapshotStorage(
                        (of, deadline) -> new Counted(FileStorage.at(root(of), deadline)),
                        () -> now);
        snapshot = SnapshotStorageTest.copy(RecordedSnapshot.of("flink-2.2.1/files"), root);
    }

    private static StoragePath root(Policy of) {
        return of.checkpoints().storage().root();
    }

    /** Counts what is asked of another one. */
    private final class Counted implements Storage {
        private final Storage other;

        private Counted(Storage other) {
            this.other = other;
        }

        private void request(String what) {
            requests.add(what);
            if (silent) {
                throw StorageException.outOfReach(SILENT, new IllegalStateException());
            }
        }

        @Override
        public <T> Optional<T> read(StoragePath path, Range range, Function<ByteSource, T> reader) {
            request("read");
            return other.read(path, range, reader);
        }

        @Override
        public List<String> checkpoints(StoragePath directory) {
            request("list");
            return other.checkpoints(directory);
        }

        @Override
        public Optional<Instant> written(StoragePath file) {
            request("written");
            return other.written(file);
        }

        @Override
        public void close() {
            other.close();
        }
    }

    private Object content() {
        return storage.content(policy, snapshot.toUri().toString());
    }

    private Object listed() {
        return storage.stored(policy, "file://" + root + "/checkpoints", Set.of(JOB));
    }

    @Test
    void whatWasReadOnceIsOnlyAskedWhetherItIsStillThere() {
        Object first = content();
        assertThat(first).isInstanceOf(Pending.class);
        assertThat(requests).contains("read");
        requests.clear();

        for (int look = 0; look < 60; look++) {
            assertThat(content()).isEqualTo(first);
        }

        assertThat(requests).hasSize(60).containsOnly("written");
    }

    @Test
    void whatIsGoneIsNotAnsweredFromMemory() throws Exception {
        content();

        Files.delete(snapshot.resolve("_metadata"));

        assertThat(content()).isEqualTo(new Missing());
    }

    @Test
    void whatWasWrittenAgainIsReadAgain() throws Exception {
        content();
        requests.clear();

        Files.setLastModifiedTime(
                snapshot.resolve("_metadata"),
                FileTime.from(Instant.parse("2027-01-01T00:00:00Z")));

        assertThat(content()).isInstanceOf(Pending.class);
        assertThat(requests).contains("read");
    }

    @Test
    void whatOnePolicyHasReadIsNotAnsweredToAnother() throws Exception {
        content();
        Policy other = StoragePolicies.files(Files.createDirectory(root.resolve("other")));

        assertThat(storage.content(other, snapshot.toUri().toString()))
                .isInstanceOf(Unreadable.class);
    }

    /** Looks every 10 s, as for a job that does not come up. */
    @Test
    void silentStorageIsLeftAloneForLongerEachTime() {
        silent = true;
        List<Long> asked = new ArrayList<>();
        Instant start = now;
        for (int look = 0; look < 180; look++) {
            int before = requests.size();
            assertThat(content()).isEqualTo(new Unreadable(SILENT));
            if (requests.size() > before) {
                asked.add(Duration.between(start, now).toSeconds());
            }
            now = now.plusSeconds(10);
        }

        assertThat(asked)
                .containsExactly(0L, 20L, 50L, 110L, 230L, 470L, 770L, 1070L, 1370L, 1670L);
        assertThat(requests).hasSize(asked.size());
    }

    @Test
    void everybodyIsToldAtOnceWhatOneHasFound() {
        silent = true;
        content();
        requests.clear();

        assertThat(listed()).isEqualTo(new NotListed(SILENT));
        assertThat(requests).isEmpty();
    }

    @Test
    void whenTheQuietIsOverOneTriesAndTheOthersWait() {
        StorageQuiet quiet = new StorageQuiet(() -> now, Duration.ofSeconds(30));
        quiet.failed(policy, SILENT);
        now = now.plus(StorageQuiet.FIRST);

        assertThat(quiet.reason(policy)).isEmpty();
        assertThat(quiet.reason(policy)).contains(SILENT);
    }

    @Test
    void storageThatAnswersAgainIsAskedAsBefore() {
        silent = true;
        content();
        silent = false;
        now = now.plus(StorageQuiet.FIRST);

        assertThat(content()).isInstanceOf(Pending.class);
        assertThat(listed()).isInstanceOf(Listed.class);
    }

    @Test
    void anotherStorageOfThePolicyIsNotHeldUp() {
        silent = true;
        content();
        silent = false;
        policy = StoragePolicies.files(snapshot.getParent());

        assertThat(content()).isInstanceOf(Pending.class);
    }

    @Test
    void memoryIsBoundedAndKeepsWhatIsAskedFor() {
        SnapshotMemory memory = new SnapshotMemory();
        Pending large =
                new Pending(
                        IntStream.range(0, SnapshotMemory.MOST / 3)
                                .mapToObj(number -> new Committable("id-" + number, 1, 0))
                                .toList());
        for (int number = 1; number <= 3; number++) {
            memory.remember(policy, metadata(number), now, large);
            assertThat(memory.content(policy, metadata(1), now)).contains(large);
        }

        assertThat(memory.content(policy, metadata(2), now)).isEmpty();
        assertThat(memory.content(policy, metadata(3), now)).contains(large);
    }

    private StoragePath metadata(int number) {
        return root(policy).resolve("chk-" + number).resolve("_metadata");
    }
}
