package io.exactlyonce.operator.rule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Neighbours that one setting collides with, told in one sentence: a bucket's root collides with
 * every deployment of the cluster, and a refusal must stay readable.
 *
 * @param first by namespace and name
 * @param count of all
 */
record Overlap(Neighbour first, int count) {
    private static final Comparator<Neighbour> ORDER =
            Comparator.comparing(Neighbour::namespace).thenComparing(Neighbour::name);

    /** Empty if there is no neighbour. */
    static Optional<Overlap> of(Stream<Neighbour> neighbours) {
        List<Neighbour> all = neighbours.toList();
        return all.stream().min(ORDER).map(first -> new Overlap(first, all.size()));
    }

    /** Whose name is told: {@code FlinkDeployment shop/orders}. */
    String who() {
        return "FlinkDeployment " + first.namespace() + "/" + first.name();
    }

    /** Behind what the first one has: nothing, or how many there are. */
    String others() {
        return count == 1 ? "" : " (one of " + count + " such deployments)";
    }
}
