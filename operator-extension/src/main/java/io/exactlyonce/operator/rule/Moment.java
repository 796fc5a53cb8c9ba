package io.exactlyonce.operator.rule;

/** When a deployment is judged. Rules about a change hold only where there is a before. */
public enum Moment {
    /** A write that creates the object. */
    CREATE,
    /** A write that changes it; there is a before. */
    UPDATE,
    /** A file, without a cluster: neighbours, status and contract are unknown. */
    FILE,
    /** An object that is in the cluster already, however it came there. */
    OBSERVED
}
