package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checkpoint storage of one cluster: completed checkpoints and savepoints. */
final class Storage {
    static final String ROOT = "s3://lab/flink";

    private final SortedMap<String, Kept> kept = new TreeMap<>();

    /**
     * A completed checkpoint or savepoint.
     *
     * @param snapshot as Flink tells of it
     * @param prefix under which the job wrote that made it
     * @param pending what it holds pending
     */
    record Kept(Snapshot snapshot, String prefix, List<Committable> pending) {
        Kept {
            pending = List.copyOf(pending);
        }

        String path() {
            return snapshot.path();
        }

        long id() {
            return snapshot.id();
        }
    }

    static String checkpoints(String name) {
        return ROOT + "/shop/" + name + "/cp";
    }

    static String savepoint(String name, String jobId, long id) {
        return ROOT + "/shop/" + name + "/sp/savepoint-" + jobId.substring(0, 6) + "-" + id;
    }

    void keep(Kept one) {
        kept.put(one.path(), one);
    }

    void remove(@Nullable Kept one) {
        if (one != null) {
            kept.remove(one.path());
        }
    }

    Optional<Kept> at(String path) {
        return Optional.ofNullable(kept.get(path));
    }

    List<Kept> all() {
        return List.copyOf(kept.values());
    }
}
