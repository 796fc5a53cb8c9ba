package io.exactlyonce.operator.snapshot.format;

/** Steps over handles of keyed state: of hash maps, of RocksDB, of the change log. */
final class KeyedHandles {
    private static final int NULL = 0;
    private static final int KEY_GROUPS = 3;
    private static final int INCREMENTAL = 5;
    private static final int SAVEPOINT_KEY_GROUPS = 7;
    private static final int CHANGELOG = 8;
    private static final int CHANGELOG_BYTES = 9;
    private static final int CHANGELOG_FILES = 10;
    private static final int INCREMENTAL_2 = 11;
    private static final int KEY_GROUPS_2 = 12;
    private static final int CHANGELOG_FILES_2 = 13;
    private static final int CHANGELOG_2 = 14;

    private final ByteReader in;
    private final StreamHandles streams;

    KeyedHandles(ByteReader in, StreamHandles streams) {
        this.in = in;
        this.streams = streams;
    }

    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        int kind = in.unsignedByte();
        switch (kind) {
            case NULL -> {}
            case KEY_GROUPS, SAVEPOINT_KEY_GROUPS -> keyGroups();
            case KEY_GROUPS_2 -> {
                keyGroups();
                in.skipText();
            }
            case INCREMENTAL -> incremental(false);
            case INCREMENTAL_2 -> {
                incremental(true);
                in.skipText();
            }
            case CHANGELOG, CHANGELOG_2 -> changelog(kind == CHANGELOG_2, depth);
            case CHANGELOG_BYTES -> changelogBytes();
            case CHANGELOG_FILES -> changelogFiles();
            case CHANGELOG_FILES_2 -> {
                changelogFiles();
                in.skipText();
            }
            default -> throw new FormatException("it has keyed state of a kind that is not known");
        }
    }

    private void keyGroups() {
        streams.skipKeyGroups();
        streams.skip();
    }

    private void incremental(boolean sized) {
        in.skip(Long.BYTES); // Checkpoint that it belongs to.
        in.skipText();
        range();
        in.skip(sized ? Long.BYTES : 0);
        streams.skip();
        files(); // Shared with other checkpoints,
        files(); // and its own.
    }

    private void files() {
        int count = in.count();
        for (int i = 0; i < count; i++) {
            in.skipText();
            streams.skip();
        }
    }

    private void changelog(boolean withCheckpoint, int depth) {
        if (depth == Limits.DEPTH) {
            throw new FormatException("its handles are nested too deeply");
        }
        range();
        in.skip(Long.BYTES); // Size.
        for (int part = 0; part < 2; part++) {
            int count = in.count();
            for (int i = 0; i < count; i++) {
                skip(depth + 1);
            }
        }
        in.skip(withCheckpoint ? 2 * Long.BYTES : Long.BYTES); // Materialization and checkpoint.
        in.skipText();
    }

    private void changelogBytes() {
        range();
        in.skip(2 * Long.BYTES); // From and to.
        int count = in.count();
        for (int i = 0; i < count; i++) {
            in.skip(Integer.BYTES); // Key group.
            in.skip(in.count());
        }
        in.skipText();
    }

    private void changelogFiles() {
        range();
        int count = in.count();
        for (int i = 0; i < count; i++) {
            in.skip(Long.BYTES); // Offset.
            streams.skip();
        }
        in.skip(2 * Long.BYTES); // Sizes.
        in.skipText();
    }

    private void range() {
        in.skip(2 * Integer.BYTES);
    }
}
