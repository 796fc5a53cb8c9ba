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

    private static final int SHORT_ID = 6;

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

    /** Of a checkpoint or savepoint of a job, as Flink names it. */
    static String path(Job.Plan job, long id, boolean savepoint) {
        return savepoint
                ? ROOT
                        + "/shop/"
                        + job.name()
                        + "/sp/savepoint-"
                        + job.id().substring(0, SHORT_ID)
                        + "-"
                        + id
                : checkpoints(job.name()) + "/" + job.id() + "/chk-" + id;
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
