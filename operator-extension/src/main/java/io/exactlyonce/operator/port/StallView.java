package io.exactlyonce.operator.port;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.transaction.SeenStall;
import java.util.List;
import java.util.Optional;

/** What holds careful readers back, as somebody knows who asks the brokers from time to time. */
@FunctionalInterface
public interface StallView {
    /** Nobody asks. */
    StallView NONE = (policy, deployment) -> Optional.empty();

    /**
     * Partitions that open transactions of a deployment have written to, and whose readers wait for
     * too long. Asks nobody and never throws.
     *
     * @return empty if that is not known, or not yet
     */
    Optional<List<SeenStall>> stalls(Policy policy, String deployment);
}
