package io.exactlyonce.operator.rule;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What else has to be known of the cluster.
 *
 * @param neighbours every labelled deployment, the judged one among them if it is stored; the rules
 *     leave that out
 * @param nameTaken whether a Deployment (apps/v1) of the same name exists that upstream did not
 *     make for this FlinkDeployment
 * @param upstreamDefaults upstream's default configuration as far as it is known, applied below the
 *     deployment's own; empty if unknown
 * @param plannedForks snapshot paths that our own recovery has recorded in the ledger
 */
public record Surroundings(
        Neighbours neighbours,
        boolean nameTaken,
        Map<String, String> upstreamDefaults,
        Set<String> plannedForks) {
    /** Alone in an empty cluster with stock defaults. */
    public static final Surroundings NONE =
            new Surroundings(Neighbours.NONE, false, Map.of(), Set.of());

    /** Copies. */
    public Surroundings {
        upstreamDefaults = Map.copyOf(upstreamDefaults);
        plannedForks = Set.copyOf(plannedForks);
    }

    /** From a list. */
    public Surroundings(
            List<Neighbour> neighbours,
            boolean nameTaken,
            Map<String, String> upstreamDefaults,
            Set<String> plannedForks) {
        this(Neighbours.of(neighbours), nameTaken, upstreamDefaults, plannedForks);
    }
}
