package io.exactlyonce.operator.revision;

/**
 * What upstream does about a change of the spec, from nothing to the most. A change of several
 * fields is as strong as the strongest of them.
 */
public enum SpecChange {
    /** Nothing is different to upstream, though the text may be. */
    NONE,
    /** Recorded, and used later if at all; the job runs on. */
    IGNORE,
    /** In place if the running job allows it, otherwise like {@link #UPGRADE}. */
    SCALE,
    /** The job is suspended by its upgrade mode and deployed again. */
    UPGRADE,
    /** The job is cancelled and deployed again from {@code initialSavepointPath}. */
    REDEPLOY;

    /** Whether upstream acts on it: then it opens a revision. */
    public boolean isActedOn() {
        return compareTo(SCALE) >= 0;
    }

    /** The stronger of two. */
    public SpecChange and(SpecChange other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
