package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.transaction.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The pods of one Kubernetes cluster. Those of a stopped Flink cluster linger, some still write.
 */
final class Running {
    private final SortedMap<String, FlinkCluster> current = new TreeMap<>();
    private final List<FlinkCluster> lingering = new ArrayList<>();

    Optional<FlinkCluster> of(String name) {
        return Optional.ofNullable(current.get(name));
    }

    Optional<FlinkCluster> lingering(String name) {
        return lingering.stream().filter(it -> it.job().plan().name().equals(name)).findFirst();
    }

    void start(String name, FlinkCluster cluster) {
        current.put(name, cluster);
    }

    /** Its Deployment is deleted; its pods go later. */
    void stop(String name, Consumer<Job> how) {
        FlinkCluster stopped = current.remove(name);
        if (stopped != null) {
            how.accept(stopped.job());
            lingering.add(stopped);
        }
    }

    /** The oldest pods that linger are gone at last, and nothing in them runs on. */
    String collect() {
        if (lingering.isEmpty()) {
            return "no pod lingers";
        }
        FlinkCluster gone = lingering.remove(0);
        gone.job().fail(true);
        return "old pods of " + gone.job().plan().name() + " are gone";
    }

    Pods pods(String name) {
        Instant since = of(name).map(FlinkCluster::since).orElse(null);
        return new Pods(
                since,
                Stream.concat(current.values().stream(), lingering.stream())
                        .filter(it -> it.job().plan().name().equals(name))
                        .map(FlinkCluster::pod)
                        .toList());
    }

    /** Jobs that run, or come back by themselves, in whatever pods. */
    List<Job> jobs() {
        return Stream.concat(current.values().stream(), lingering.stream())
                .map(FlinkCluster::job)
                .filter(Objects::nonNull)
                .toList();
    }

    boolean isCurrent(Job job) {
        return current.values().stream().anyMatch(it -> it.job() == job);
    }

    boolean lingers() {
        return !lingering.isEmpty();
    }
}
