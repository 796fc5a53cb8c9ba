package io.exactlyonce.operator.port;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the committers of a running job have counted. */
@FunctionalInterface
public interface CommitterPort {

    /**
     * Asks the JobManager for counters of the job's committers, summed over sinks and subtasks.
     * They begin at 0 with every restart of a task. Never takes long and never throws.
     *
     * @param jobId of the running job
     * @param counters names without the operator, {@code successfulCommittables}
     * @return by name; a counter that no committer has is absent. Empty if nobody answers
     */
    Optional<Map<String, Long>> committers(
            String namespace, String deployment, String jobId, Set<String> counters);
}
