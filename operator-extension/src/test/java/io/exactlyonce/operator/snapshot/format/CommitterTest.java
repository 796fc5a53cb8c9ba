package io.exactlyonce.operator.snapshot.format;

import static io.exactlyonce.operator.snapshot.format.MetadataWriter.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.format.MetadataWriter.Part;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Committer state as older versions of Flink, other sinks and nobody at all write it. */
class CommitterTest {
    private static final int MAGIC = 0xb91f252c;
    private static final Committable TRANSACTION = new Committable("eo1.a.b.c.-0-7", 42, 3);
    private static final Part KAFKA = kafka("eo1.a.b.c.-0-7", 42, 3);

    /** {@code FileSinkCommittableSerializer} version 2, without anything pending. */
    private static final Part FILE =
            out -> {
                out.writeInt(0x1e765c80);
                out.writeUTF("2026-11-22--10");
                out.writeBoolean(false);
                out.writeBoolean(false);
                out.writeBoolean(false);
            };

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "1, 0", "1, 1", "1, 2"})
    void everyVersionOfTheCollectorIsRead(int checkpointVersion, int subtaskVersion) {
        Part collector = collector(checkpointVersion, subtaskVersion, request(1, KAFKA, 0));

        assertThat(Committer.pending(element(2, collector))).containsExactly(TRANSACTION);
    }

    @Test
    void plainListOfFlink114IsRead() {
        Part collector =
                out -> {
                    out.writeInt(MAGIC);
                    list(1, KAFKA, KAFKA).to(out);
                };

        assertThat(Committer.pending(element(1, collector)))
                .containsExactly(TRANSACTION, TRANSACTION);
    }

    @Test
    void globalCommitterIsRead() {
        Part wrapper =
                out -> {
                    out.writeInt(0xb91f252b);
                    out.writeBoolean(false);
                    out.write(element(2, collector(1, 2, request(1, KAFKA, 0))));
                };

        assertThat(Committer.pending(element(2, wrapper))).containsExactly(TRANSACTION);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false", "3, false"})
    void onlyRequestsWithoutAnOutcomeArePending(int state, boolean pending) {
        Part collector = collector(1, 2, request(1, KAFKA, state));

        assertThat(Committer.pending(element(2, collector)))
                .isEqualTo(pending ? List.of(TRANSACTION) : List.of());
    }

    @Test
    void committablesOfAFileSinkAreNotTransactions() {
        assertThat(Committer.pending(element(2, collector(1, 2, request(2, FILE, 0))))).isEmpty();
    }

    @Test
    void outcomesOfOtherSinksAreNoReasonToDoubt() {
        Part finished = request(9, out -> out.writeInt(1), 3);

        assertThat(Committer.pending(element(2, collector(1, 2, finished)))).isEmpty();
    }

    @Test
    void committablesOfUnknownSinksAreNeverTakenForNone() {
        for (Part unknown :
                List.<Part>of(
                        request(2, KAFKA, 0),
                        request(1, out -> out.writeUTF("something else"), 0),
                        request(1, kafka("", 42, 3), 0),
                        request(1, kafka("id", -1, 3), 0),
                        request(1, kafka("id", 42, -1), 0),
                        request(
                                1,
                                out -> {
                                    KAFKA.to(out);
                                    out.writeByte(0);
                                },
                                0))) {
            assertThatThrownBy(() -> Committer.pending(element(2, collector(1, 2, unknown))))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("neither a transaction of Kafka nor of a file sink");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, Integer.MAX_VALUE})
    void unknownStatesOfRequestsAreRefused(int state) {
        assertRefused(element(2, collector(1, 2, request(1, KAFKA, state))));
    }

    @Test
    void unknownVersionsAreRefused() {
        Part request = request(1, KAFKA, 0);

        assertRefused(element(0, collector(1, 2, request)));
        assertRefused(element(3, collector(1, 2, request)));
        assertRefused(element(2, collector(2, 2, request)));
        assertRefused(element(2, collector(1, 3, request)));
    }

    @Test
    void everyCutIsRefused() {
        byte[] whole = element(2, collector(1, 2, request(1, KAFKA, 0)));

        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length));
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void elementsThatOverlapAreRefused() {
        byte[] state =
                bytes(
                        out -> {
                            out.writeInt(6);
                            out.writeBoolean(false);
                            out.writeInt(4);
                            out.writeInt(0);
                        });

        assertThat(Elements.read(state, List.of(5L))).hasSize(1);
        for (List<Long> offsets :
                List.of(
                        List.of(5L, 5L),
                        List.of(5L, 9L),
                        List.of(4L),
                        List.of(-1L),
                        List.of(99L))) {
            assertThatThrownBy(() -> Elements.read(state, offsets))
                    .isInstanceOf(FormatException.class);
        }
    }

    private static void assertRefused(byte[] element) {
        assertThatThrownBy(() -> Committer.pending(element)).isInstanceOf(FormatException.class);
    }

    private static byte[] element(int version, Part body) {
        return bytes(
                out -> {
                    out.writeInt(version);
                    sized(body).to(out);
                });
    }

    private static Part sized(Part part) {
        return out -> {
            byte[] bytes = bytes(part);
            out.writeInt(bytes.length);
            out.write(bytes);
        };
    }

    private static Part list(int version, Part... elements) {
        return out -> {
            out.writeInt(version);
            out.writeInt(elements.length);
            for (Part element : elements) {
                sized(element).to(out);
            }
        };
    }

    private static Part collector(int checkpointVersion, int subtaskVersion, Part request) {
        Part subtask =
                out -> {
                    if (subtaskVersion > 0) {
                        out.writeInt(0);
                    }
                    list(0, request).to(out);
                    out.writeInt(1);
                    if (subtaskVersion < 2) {
                        out.writeInt(0);
                    }
                    out.writeInt(0);
                };
        return out -> {
            out.writeInt(MAGIC);
            list(
                            checkpointVersion,
                            checkpoint -> {
                                checkpoint.writeLong(7);
                                if (checkpointVersion > 0) {
                                    checkpoint.writeInt(1);
                                }
                                list(subtaskVersion, subtask).to(checkpoint);
                            })
                    .to(out);
        };
    }

    private static Part request(int version, Part committable, int state) {
        return out -> {
            out.writeInt(version);
            sized(committable).to(out);
            out.writeInt(0);
            out.writeInt(state);
        };
    }

    private static Part kafka(String transactionalId, long producerId, int epoch) {
        return out -> {
            out.writeShort(epoch);
            out.writeLong(producerId);
            out.writeUTF(transactionalId);
        };
    }
}
