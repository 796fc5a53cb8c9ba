package io.exactlyonce.sandbox.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From an admitted {@code flinkConfiguration} to the one of processes on this machine: all of it,
 * and what in a cluster the operator upstream, Flink's native Kubernetes mode or the image's start
 * script would have put beside it. This table is the whole difference; it refuses to overwrite what
 * was admitted, except where an entry says so.
 */
final class KubernetesTranslation {
    /** Read by upstream and by native mode, never by the job. */
    private static final List<String> NOT_FOR_THE_JOB =
            List.of("kubernetes.", "job.autoscaler.", "$internal.kubernetes.");

    /** What an entry may take the place of. */
    private static final Set<String> REPLACED =
            Set.of("high-availability.type", "taskmanager.numberOfTaskSlots");

    /**
     * What only exists while the processes run.
     *
     * @param jobId fixed over fail-overs of the JobManager
     * @param quorum address of ZooKeeper
     * @param temporary folder for spilled data
     */
    record Place(String jobId, int restPort, String quorum, String temporary) {}

    private record Entry(String key, Object value) {}

    private final Revision revision;
    private final Place place;

    KubernetesTranslation(Revision revision, Place place) {
        this.revision = revision;
        this.place = place;
    }

    /** The entries of {@code config.yaml}. */
    SortedMap<String, String> configuration() {
        SortedMap<String, String> all = new TreeMap<>();
        revision.configuration()
                .forEach(
                        (key, value) -> {
                            if (NOT_FOR_THE_JOB.stream().noneMatch(key::startsWith)) {
                                all.put(key, value);
                            }
                        });
        for (Entry entry : table()) {
            String admitted = all.put(entry.key(), String.valueOf(entry.value()));
            if (admitted != null && !REPLACED.contains(entry.key())) {
                throw new InVainException(
                        "%s is set to %s, but on one machine it has to be %s: remove it"
                                .formatted(entry.key(), admitted, entry.value()));
            }
        }
        return all;
    }

    private List<Entry> table() {
        List<Entry> all = new ArrayList<>(upstream());
        all.addAll(addresses());
        all.addAll(resources());
        all.addAll(highAvailability());
        return all;
    }

    /** What the operator upstream writes from {@code spec.job} and {@code status}. */
    private List<Entry> upstream() {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry("parallelism.default", revision.parallelism()));
        // Fresh for every deploy from a savepoint.
        entries.add(new Entry("$internal.pipeline.job-id", place.jobId()));
        // The JobManager stays after the job's end, to be asked for the savepoint's location.
        entries.add(new Entry("execution.shutdown-on-application-finish", false));
        // status.jobStatus.upgradeSavepointPath
        revision.restore()
                .ifPresent(path -> entries.add(new Entry("execution.state-recovery.path", path)));
        return entries;
    }

    /** Services and pod addresses: here all is loopback. */
    private List<Entry> addresses() {
        return List.of(
                new Entry("jobmanager.rpc.address", "127.0.0.1"),
                new Entry("jobmanager.bind-host", "127.0.0.1"),
                new Entry("rest.address", "127.0.0.1"),
                new Entry("rest.bind-address", "127.0.0.1"),
                new Entry("rest.port", place.restPort()),
                new Entry("taskmanager.host", "127.0.0.1"),
                new Entry("taskmanager.bind-host", "127.0.0.1"),
                new Entry("web.submit.enable", false),
                new Entry("io.tmp.dirs", place.temporary()));
    }

    /**
     * Native mode starts pods until there are slots enough, and the image's start script divides
     * {@code taskManager.resource.memory} up. Here a fixed number of small processes share the
     * slots.
     */
    private List<Entry> resources() {
        return List.of(
                new Entry("taskmanager.numberOfTaskSlots", revision.slots()),
                new Entry("taskmanager.cpu.cores", revision.slots()),
                new Entry("taskmanager.memory.framework.heap.size", "96m"),
                new Entry("taskmanager.memory.task.heap.size", "128m"),
                new Entry("taskmanager.memory.framework.off-heap.size", "96m"),
                new Entry("taskmanager.memory.task.off-heap.size", "16m"),
                new Entry("taskmanager.memory.network.min", "32m"),
                new Entry("taskmanager.memory.network.max", "32m"),
                new Entry("taskmanager.memory.managed.size", "64m"),
                new Entry("taskmanager.memory.jvm-metaspace.size", "192m"),
                new Entry("taskmanager.memory.jvm-overhead.min", "128m"),
                new Entry("taskmanager.memory.jvm-overhead.max", "128m"));
    }

    /**
     * ZooKeeper in the place of ConfigMaps. Upstream removes those when it has suspended a job with
     * a savepoint, so every revision starts with none.
     */
    private List<Entry> highAvailability() {
        String type = revision.configuration().get("high-availability.type");
        if (!"kubernetes".equals(type)) {
            throw new InVainException(
                    "high-availability.type is %s, and only kubernetes can be translated"
                            .formatted(type));
        }
        String client = "high-availability.zookeeper.client.";
        return List.of(
                new Entry("high-availability.type", "zookeeper"),
                new Entry("high-availability.zookeeper.quorum", place.quorum()),
                new Entry("high-availability.cluster-id", "/" + revision.name()),
                new Entry("zookeeper.sasl.disable", true),
                // A killed JobManager leads until its session ends; its lease in Kubernetes lasts
                // for 15 s.
                new Entry(client + "session-timeout", "6 s"),
                new Entry(client + "connection-timeout", "6 s"),
                new Entry(client + "tolerate-suspended-connections", true));
    }
}
