package io.exactlyonce.job.twophase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class VersionedSerializerTest {
    private static final FileCommittable COMMITTABLE =
            new FileCommittable(Samples.name(Samples.RUN, 3, 7), 12, 345);
    private static final FileWriterState STATE = new FileWriterState(Samples.SINK, Samples.RUN, 8);

    private final VersionedSerializer<FileCommittable> committables =
            VersionedSerializer.committables();
    private final VersionedSerializer<FileWriterState> states = VersionedSerializer.writerStates();

    @Test
    void committableSurvivesTheRoundTrip() throws IOException {
        byte[] bytes = committables.serialize(COMMITTABLE);

        assertThat(committables.deserialize(committables.getVersion(), bytes))
                .isEqualTo(COMMITTABLE);
    }

    @Test
    void writerStateSurvivesTheRoundTrip() throws IOException {
        byte[] bytes = states.serialize(STATE);

        assertThat(states.deserialize(states.getVersion(), bytes)).isEqualTo(STATE);
    }

    @Test
    void versionOneIsReadForEver() throws IOException {
        // Bytes of a snapshot that was taken with version 1: they must never need a change here.
        byte[] taken =
                HexFormat.of()
                        .parseHex(
                                "00066f7264657273"
                                        + "00203031323334353637383961626364656630313233343536373839"
                                        + "616263646566"
                                        + "0000000000000008");

        assertThat(states.deserialize(1, taken)).isEqualTo(STATE);
    }

    @Test
    void unknownVersionIsRefused() throws IOException {
        byte[] bytes = committables.serialize(COMMITTABLE);

        for (int version : new int[] {-1, 0, 2}) {
            assertThatThrownBy(() -> committables.deserialize(version, bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Version " + version + " of the file sink's committable");
        }
    }

    @Test
    void truncatedBytesAreRefusedAtEveryLength() throws IOException {
        byte[] bytes = committables.serialize(COMMITTABLE);

        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> committables.deserialize(1, truncated))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is damaged");
        }
    }

    @Test
    void bytesAfterTheLastFieldAreRefused() throws IOException {
        byte[] bytes = states.serialize(STATE);

        assertThatThrownBy(() -> states.deserialize(1, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes follow");
    }
}
