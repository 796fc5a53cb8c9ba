package io.exactlyonce.operator.snapshot.format;

import static io.exactlyonce.operator.snapshot.format.MetadataWriter.file;
import static io.exactlyonce.operator.snapshot.format.MetadataWriter.inline;
import static io.exactlyonce.operator.snapshot.format.MetadataWriter.relative;
import static io.exactlyonce.operator.snapshot.format.MetadataWriter.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.format.MetadataWriter.Part;
import io.exactlyonce.operator.snapshot.format.StateLocation.InFile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of metadata that the recorded jobs do not show, or that no job should. */
class MetadataTest {
    private static final StoragePath ROOT = StoragePath.of("s3://bucket/flink").orElseThrow();
    private static final StoragePath DIRECTORY = ROOT.resolve("job", "chk-7");
    private static final String COMMITTER = "streaming_committer_raw_states";
    private static final Part CHANNEL =
            out -> {
                out.writeInt(1);
                out.writeInt(0);
                out.writeInt(0);
                out.writeInt(0);
                out.writeInt(1);
                out.writeLong(0);
                out.writeLong(10);
                relative("channels").to(out);
            };

    /** Keyed state in every form there ever was, each with a file that has to be inside. */
    static Stream<Part> keyed() {
        return Stream.of(
                keyGroups(3, false),
                keyGroups(7, false),
                keyGroups(12, true),
                incremental(5, false),
                incremental(11, true),
                changelog(8, false),
                changelog(14, true),
                changelogFiles(10, false),
                changelogFiles(13, true));
    }

    @ParameterizedTest
    @MethodSource("keyed")
    void keyedStateOfEveryFormIsSteppedOver(Part keyed) {
        assertThat(read(new MetadataWriter().keyedState(keyed).committer(new byte[3])))
                .singleElement()
                .satisfies(
                        committer ->
                                assertThat(committer.operator())
                                        .isEqualTo("00000000000000010000000000000002"));
    }

    @Test
    void masterAndCoordinatorStatesAreSteppedOver() {
        MetadataWriter metadata =
                new MetadataWriter()
                        .masterStates(
                                out -> {
                                    out.writeInt(1);
                                    out.writeInt(0xc96b1696);
                                    out.writeInt(9);
                                    out.write(new byte[9]);
                                })
                        .coordinator(inline(new byte[100]))
                        .committer(new byte[3]);

        assertThat(read(metadata)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, -1})
    void versionsThatAreNotKnownAreRefused(int version) {
        assertRefused(new MetadataWriter().version(version), "has version " + version);
    }

    static Stream<Part> outside() {
        return Stream.of(
                file("s3://bucket/flinker/job/file"),
                file("s3://other/flink/job/file"),
                file("file:///flink/job/file"),
                segment("s3://bucket/elsewhere"));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void filesOutsideOfTheStorageAreRefusedWhoeverNeedsThem(Part handle) {
        assertRefused(new MetadataWriter().operatorState(COMMITTER, 5, handle), "outside of");
        assertRefused(new MetadataWriter().operatorState("other", 5, handle), "outside of");
        assertRefused(new MetadataWriter().keyedState(keyGroups(3, false, handle)), "outside of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../../secret", "a/../b", "..", "%2e%2e/x", "a\\b", "", "a?b", "\u0000"})
    void namesThatLeadElsewhereAreRefused(String name) {
        MetadataWriter metadata = new MetadataWriter().operatorState(COMMITTER, 5, relative(name));
        if (name.isEmpty()) {
            // The directory itself, which no storage gives as a file.
            assertThat(read(metadata).get(0).location()).isEqualTo(new InFile(DIRECTORY, 0, 10));
        } else {
            assertRefused(metadata, "cannot be compared safely");
        }
    }

    @Test
    void absolutePathAsARelativeNameStaysInside() {
        assertThat(read(new MetadataWriter().operatorState(COMMITTER, 5, relative("/etc/passwd"))))
                .singleElement()
                .extracting(CommitterState::location)
                .isEqualTo(new InFile(DIRECTORY.resolve("etc", "passwd"), 0, 10));
    }

    @Test
    void recordsOnTheWayIntoACommitterMakeItUnreadable() {
        assertRefused(new MetadataWriter().committer(new byte[3]).input(CHANNEL), "on their way");
    }

    @Test
    void recordsOnTheWayOutOfAWriterMakeItUnreadable() {
        assertRefused(
                new MetadataWriter()
                        .operatorState("writer_raw_states", 5, inline(new byte[9]))
                        .output(CHANNEL),
                "on their way");
    }

    @Test
    void recordsOnTheWayElsewhereAreSteppedOver() {
        assertThat(
                        read(
                                new MetadataWriter()
                                        .operatorState("writer_raw_states", 5, inline(new byte[9]))
                                        .input(CHANNEL)))
                .isEmpty();
        assertThat(read(new MetadataWriter().committer(new byte[3]).output(CHANNEL))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"next-transactional-id-hint", "next-transactional-id-hint-v2"})
    void oldProducerIsNotTakenForAJobWithoutTransactions(String state) {
        assertRefused(
                new MetadataWriter().operatorState(state, 5, inline(new byte[9])),
                "FlinkKafkaProducer");
    }

    private static List<CommitterState> read(MetadataWriter metadata) {
        return Metadata.read(Bytes.source(metadata.write()), ROOT, DIRECTORY);
    }

    private static void assertRefused(MetadataWriter metadata, String reason) {
        assertThatThrownBy(() -> read(metadata))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(reason);
    }

    private static Part keyGroups(int kind, boolean withId) {
        return keyGroups(kind, withId, relative("state"));
    }

    private static Part keyGroups(int kind, boolean withId, Part handle) {
        return out -> {
            out.writeByte(kind);
            out.writeInt(0);
            out.writeInt(2);
            out.writeLong(0);
            out.writeLong(5);
            handle.to(out);
            if (withId) {
                out.writeUTF("id");
            }
        };
    }

    private static Part incremental(int kind, boolean second) {
        return out -> {
            out.writeByte(kind);
            out.writeLong(7);
            out.writeUTF("backend");
            out.writeInt(0);
            out.writeInt(128);
            if (second) {
                out.writeLong(99);
            }
            relative("meta").to(out);
            for (int list = 0; list < 2; list++) {
                out.writeInt(1);
                out.writeUTF("000001.sst");
                file(ROOT + "/shared/1").to(out);
            }
            if (second) {
                out.writeUTF("id");
            }
        };
    }

    private static Part changelog(int kind, boolean second) {
        return out -> {
            out.writeByte(kind);
            out.writeInt(0);
            out.writeInt(128);
            out.writeLong(99);
            out.writeInt(1);
            keyGroups(12, true).to(out);
            out.writeInt(1);
            changelogBytes().to(out);
            out.writeLong(3);
            if (second) {
                out.writeLong(7);
            }
            out.writeUTF("id");
        };
    }

    private static Part changelogBytes() {
        return out -> {
            out.writeByte(9);
            out.writeInt(0);
            out.writeInt(128);
            out.writeLong(1);
            out.writeLong(2);
            out.writeInt(1);
            out.writeInt(0);
            out.writeInt(4);
            out.writeInt(0);
            out.writeUTF("id");
        };
    }

    private static Part changelogFiles(int kind, boolean second) {
        return out -> {
            out.writeByte(kind);
            out.writeInt(0);
            out.writeInt(128);
            out.writeInt(1);
            out.writeLong(0);
            relative("log").to(out);
            out.writeLong(1);
            out.writeLong(1);
            out.writeUTF("id");
            if (second) {
                out.writeUTF("filesystem");
            }
        };
    }
}
