package io.exactlyonce.job.twophase;

/** What the directory says about a pending committable. Pure: lengths in, a verdict out. */
enum CommitVerdict {
    /** The hidden file is there as it was pre-committed: rename it. */
    PUBLISH,
    /** The renamed file is there: an earlier attempt got this far. Nothing to do. */
    ALREADY_COMMITTED,
    /** Neither file is there: records that Flink will not read again are gone. */
    LOST,
    /** A file of another length, or both files: not what was pre-committed, by whatever cause. */
    DAMAGED;

    /** Length that stands for "no such file". */
    static final long ABSENT = -1;

    /**
     * @param expected length in bytes that was forced to disk at pre-commit
     * @param hidden length in bytes of the hidden file, or {@link #ABSENT}
     * @param visible length in bytes of the renamed file, or {@link #ABSENT}
     */
    static CommitVerdict of(long expected, long hidden, long visible) {
        if (hidden == ABSENT && visible == ABSENT) {
            return LOST;
        }
        if (hidden != ABSENT && visible != ABSENT) {
            return DAMAGED;
        }
        if (hidden == expected) {
            return PUBLISH;
        }
        return visible == expected ? ALREADY_COMMITTED : DAMAGED;
    }
}
