package io.exactlyonce.operator.transaction;

/** Who can still finish the transactions of an incarnation. */
public sealed interface Heir {

    /**
     * One revision runs and has completed a checkpoint, nothing of any other is left, and upstream
     * is not about to deploy: whatever it does not hold pending is nobody's.
     *
     * @param revision number of the running revision
     */
    record Running(int revision) implements Heir {}

    /** The deployment is deleted and its pods are gone. */
    record Nobody() implements Heir {}

    /**
     * It cannot be told.
     *
     * @param revision that runs or is to run, whose transactions are taken for its own; 0 if none
     * @param why as the end of a sentence
     */
    record Unclear(int revision, String why) implements Heir {}
}
