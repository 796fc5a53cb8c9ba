package io.exactlyonce.operator.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.SnapshotContent.Unreadable;
import io.exactlyonce.operator.snapshot.format.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storage that begins to answer, and does not come to an end: asking again takes as long. */
class TricklingStorageTest {
    @TempDir Path root;
    private final Instant now = Instant.parse("2026-07-01T10:00:00Z");
    private int reads;

    private final class Trickling implements Storage {
        private final boolean breaksOff;

        private Trickling(boolean breaksOff) {
            this.breaksOff = breaksOff;
        }

        @Override
        public <T> Optional<T> read(StoragePath path, Range range, Function<ByteSource, T> reader) {
            reads++;
            return Optional.of(
                    reader.apply(new StreamSource(stream(), range.most(), () -> late())));
        }

        private boolean late() {
            return !breaksOff;
        }

        private InputStream stream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("connection reset");
                }
            };
        }

        @Override
        public List<String> checkpoints(StoragePath directory) {
            return List.of();
        }

        @Override
        public Optional<Instant> written(StoragePath file) {
            return Optional.of(now);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private void isLeftAlone(boolean breaksOff, String why) {
        Policy policy = StoragePolicies.files(root);
        SnapshotStorage storage =
                new SnapshotStorage((of, deadline) -> new Trickling(breaksOff), () -> now);
        String path = root.resolve("chk-1").toUri().toString();

        Object first = storage.content(policy, path);
        Object second = storage.content(policy, path);

        assertThat(first)
                .isInstanceOfSatisfying(
                        Unreadable.class, it -> assertThat(it.reason()).contains(why));
        assertThat(second).isEqualTo(first);
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void storageThatTakesTooLongIsLeftAlone() {
        isLeftAlone(false, "took too long");
    }

    @Test
    void storageThatBreaksOffIsLeftAlone() {
        isLeftAlone(true, "broke off");
    }
}
