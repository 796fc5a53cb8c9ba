package io.exactlyonce.operator.snapshot.format;

import io.exactlyonce.operator.snapshot.Committable;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an element of a committer's state: the requests to commit, by checkpoint and subtask of the
 * writer, as Flink 1.15 to 2.2 write them ({@code CommittableCollectorSerializer} version 2), and
 * as 1.13 and 1.14 did (version 1, a plain list).
 */
final class Committer {
    private static final int COMMITTER_MAGIC = 0xb91f252c;
    private static final int GLOBAL_COMMITTER_MAGIC = 0xb91f252b;

    /** States of a request, in Flink's order: RECEIVED, RETRY, FAILED, COMMITTED. */
    private static final int REQUEST_STATES = 4;

    private static final int FIRST_FINAL_STATE = 2;

    private final List<Committable> pending = new ArrayList<>();

    private Committer() {}

    /** The transactions of Kafka that an element holds pending. */
    static List<Committable> pending(byte[] element) {
        ByteReader in = ByteReader.of(element);
        Committer committer = new Committer();
        committer.versioned(in, false);
        in.requireEnd();
        return committer.pending;
    }

    private void versioned(ByteReader in, boolean nested) {
        int version = in.int32();
        ByteReader body = in.nested();
        int magic = body.int32();
        if (magic == COMMITTER_MAGIC && version == 1) {
            list(body, Integer.MAX_VALUE, this::committable);
        } else if (magic == COMMITTER_MAGIC && version == 2) {
            list(body, 1, this::checkpoint);
        } else if (magic == GLOBAL_COMMITTER_MAGIC && version == 2 && !nested && !body.flag()) {
            versioned(body, true);
        } else {
            throw unknown();
        }
        body.requireEnd();
    }

    /** Reads an element of a version. */
    @FunctionalInterface
    private interface Reader {
        void read(int version, ByteReader in);
    }

    private static void list(ByteReader in, int newest, Reader reader) {
        int version = in.int32();
        if (version < 0 || version > newest) {
            throw unknown();
        }
        int count = in.count();
        for (int i = 0; i < count; i++) {
            ByteReader element = in.nested();
            reader.read(version, element);
            element.requireEnd();
        }
    }

    private void checkpoint(int version, ByteReader in) {
        in.skip(Long.BYTES); // Its id.
        in.skip(version == 0 ? 0 : Integer.BYTES); // Number of subtasks.
        list(in, 2, this::subtask);
    }

    private void subtask(int version, ByteReader in) {
        in.skip(version == 0 ? 0 : Integer.BYTES); // Index.
        list(in, 0, this::request);
        in.skip(version >= 2 ? 2 * Integer.BYTES : 3 * Integer.BYTES); // Numbers of committables.
    }

    private void request(int version, ByteReader in) {
        int committableVersion = in.int32();
        ByteReader committable = in.nested();
        in.skip(Integer.BYTES); // Number of retries.
        int state = in.int32();
        if (state < 0 || state >= REQUEST_STATES) {
            throw unknown();
        }
        if (state < FIRST_FINAL_STATE) {
            committable(committableVersion, committable);
        }
    }

    private void committable(int version, ByteReader in) {
        KafkaCommittables.read(version, in).ifPresent(pending::add);
        if (pending.size() > Limits.COMMITTABLES) {
            throw new FormatException(
                    "it has more than " + Limits.COMMITTABLES + " pending transactions");
        }
    }

    private static FormatException unknown() {
        return new FormatException("the state of a committer is in a form that is not known");
    }
}
