package io.exactlyonce.operator.snapshot.format;

/** The most that is read of one snapshot; more makes it unreadable. */
final class Limits {
    /**
     * Bytes of the metadata, which is read as a stream: about 1,000 subtasks with 400 files of
     * RocksDB each (150 bytes per file).
     */
    static final long METADATA_BYTES = 64L << 20;

    /**
     * Bytes of the state of one committer subtask. A pending transaction takes about 150 bytes, and
     * a subtask has one per checkpoint that is not yet committed.
     */
    static final int STATE_BYTES = 16 << 20;

    /** Bytes of the states of all committers: they are held one after the other, not together. */
    static final long ALL_STATE_BYTES = 128L << 20;

    /** Subtasks of committers: 100 sinks with a parallelism of 100. */
    static final int COMMITTER_STATES = 10_000;

    /** Pending transactions; these are held together, with about 300 bytes each. */
    static final int COMMITTABLES = 100_000;

    /** Bytes of the properties at the end of the metadata; Flink 2.2 writes about 1,000. */
    static final int PROPERTIES_BYTES = 64 << 10;

    /** Handles within handles; Flink nests 3. */
    static final int DEPTH = 16;

    private Limits() {}
}
