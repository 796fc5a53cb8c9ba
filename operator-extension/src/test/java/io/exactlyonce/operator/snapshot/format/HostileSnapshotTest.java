package io.exactlyonce.operator.snapshot.format;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.exactlyonce.operator.snapshot.format.RecordedSnapshotsTest.read;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.SnapshotContent.Unreadable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots that were cut, damaged or made up: an answer always, and never one too good. */
class HostileSnapshotTest {
    static List<RecordedSnapshot> recorded() {
        return RecordedSnapshot.all();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void metadataCutAnywhereIsUnreadable(RecordedSnapshot snapshot) {
        byte[] whole = RecordedSnapshot.bytes(snapshot.metadata());
        // Every byte of the small ones, which have every part there is but channel state.
        int step = whole.length < 4000 ? 1 : 13;
        List<Integer> readable = new ArrayList<>();

        for (int length = 0; length < whole.length; length += step) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (!(read(snapshot, Map.of(snapshot.metadata(), cut)) instanceof Unreadable)) {
                readable.add(length);
            }
        }

        assertThat(readable).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void bytesAfterTheEndMakeItUnreadable(RecordedSnapshot snapshot) {
        byte[] whole = RecordedSnapshot.bytes(snapshot.metadata());

        assertThat(
                        read(
                                snapshot,
                                Map.of(
                                        snapshot.metadata(),
                                        Arrays.copyOf(whole, whole.length + 1))))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void committerStateCutAnywhereIsUnreadable() {
        RecordedSnapshot snapshot = RecordedSnapshot.of("flink-2.2.1/files");
        int cut = 0;
        for (Path file : filesBeside(snapshot)) {
            byte[] whole = RecordedSnapshot.bytes(file);
            if (new String(whole, ISO_8859_1).contains("streaming_committer_raw_states")) {
                cut++;
                for (int length = 0; length < whole.length; length++) {
                    assertThat(read(snapshot, Map.of(file, Arrays.copyOf(whole, length))))
                            .as("%d of %d bytes", length, whole.length)
                            .isInstanceOf(Unreadable.class);
                }
            }
        }
        assertThat(cut).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aligned", "unaligned", "rocksdb", "compressed"})
    void everyNumberMadeHugeOrNegativeGivesAnAnswer(String name) {
        RecordedSnapshot snapshot = RecordedSnapshot.of("flink-2.2.1/" + name);
        byte[] whole = RecordedSnapshot.bytes(snapshot.metadata());

        for (int value : new int[] {Integer.MAX_VALUE, -1, Limits.STATE_BYTES}) {
            for (int at = 0; at + Integer.BYTES <= whole.length; at += 3) {
                byte[] changed = whole.clone();
                ByteBuffer.wrap(changed).putInt(at, value);
                assertThat(read(snapshot, Map.of(snapshot.metadata(), changed))).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void damagedBytesGiveAnAnswer(RecordedSnapshot snapshot) {
        byte[] whole = RecordedSnapshot.bytes(snapshot.metadata());
        Random random = new Random(42);

        for (int run = 0; run < 500; run++) {
            byte[] changed = whole.clone();
            int damages = 1 + random.nextInt(4);
            for (int i = 0; i < damages; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            SnapshotContent content = read(snapshot, Map.of(snapshot.metadata(), changed));
            if (content instanceof Unreadable unreadable) {
                assertThat(unreadable.reason()).hasSizeLessThan(300).matches("[ -~]+");
            }
        }
    }

    @Test
    void randomBytesBehindAGoodBeginningGiveAnAnswer() {
        RecordedSnapshot snapshot = RecordedSnapshot.of("flink-2.2.1/aligned");
        byte[] whole = RecordedSnapshot.bytes(snapshot.metadata());
        Random random = new Random(7);

        for (int run = 0; run < 5000; run++) {
            byte[] changed = new byte[2000];
            random.nextBytes(changed);
            System.arraycopy(whole, 0, changed, 0, random.nextInt(200));
            assertThat(read(snapshot, Map.of(snapshot.metadata(), changed)))
                    .isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void endlessMetadataIsGivenUp() {
        ByteSource endless =
                (buffer, offset, length) -> {
                    Arrays.fill(buffer, offset, offset + length, (byte) 0);
                    return length;
                };
        ByteReader in = ByteReader.of(endless, Limits.METADATA_BYTES);

        assertThatThrownBy(() -> in.skip(Long.MAX_VALUE))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("67108864 bytes");
        assertThat(in.position()).isLessThan(Limits.METADATA_BYTES + 10_000);
    }

    @Test
    void noClassIsLoadedByName() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ClassLoader.class)
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages(
                                        "io.exactlyonce.operator.snapshot",
                                        "io.exactlyonce.operator.storage"));
    }

    private static List<Path> filesBeside(RecordedSnapshot snapshot) {
        try (Stream<Path> files = Files.list(snapshot.metadata().getParent())) {
            return files.filter(file -> !file.equals(snapshot.metadata())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
