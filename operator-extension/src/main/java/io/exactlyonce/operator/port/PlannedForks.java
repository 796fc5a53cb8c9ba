package io.exactlyonce.operator.port;

import java.util.Set;

/** Snapshots that our own recovery is about to start a deployment from, as its ledger records. */
public interface PlannedForks {
    /** For an operator that recovers nothing. */
    PlannedForks NONE = (namespace, name) -> Set.of();

    /** Paths of the snapshots; empty if no recovery is planned. */
    Set<String> of(String namespace, String name);
}
