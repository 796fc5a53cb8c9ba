package io.exactlyonce.operator.rule;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What else has to be known of the cluster.
 *
 * @param neighbours every other labelled deployment; empty for a file
 * @param nameTaken whether a Deployment (apps/v1) of the same name exists that upstream did not
 *     make for this FlinkDeployment
 * @param upstreamDefaults upstream's default configuration as far as it is known, applied below the
 *     deployment's own; empty if unknown
 * @param plannedForks snapshot paths that our own recovery has recorded in the ledger
 */
public record Surroundings(
        List<Neighbour> neighbours,
        boolean nameTaken,
        Map<String, String> upstreamDefaults,
        Set<String> plannedForks) {
    /** Alone in an empty cluster with stock defaults. */
    public static final Surroundings NONE = new Surroundings(List.of(), false, Map.of(), Set.of());

    /** Copies. */
    public Surroundings {
        neighbours = List.copyOf(neighbours);
        upstreamDefaults = Map.copyOf(upstreamDefaults);
        plannedForks = Set.copyOf(plannedForks);
    }
}
