package io.exactlyonce.operator.port;

import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import java.util.Optional;

/** What a running JobManager says of itself. */
public interface FlinkPort {

    /**
     * Asks the JobManager of a deployment. Never takes long and never throws: one that does not
     * answer, or not with sense, gives no observation, from which nothing follows.
     */
    Optional<FlinkObservation> observe(String namespace, String deployment);
}
