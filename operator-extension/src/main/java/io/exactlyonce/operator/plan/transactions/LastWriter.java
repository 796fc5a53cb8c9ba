package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.plan.condition.Situation;
import io.exactlyonce.operator.plan.upstream.Deployed.Stage;
import io.exactlyonce.operator.plan.upstream.Suspension;
import io.exactlyonce.operator.transaction.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process of a job that upstream stopped may still complete a checkpoint. Upstream calls
 * a job stopped once it has asked for its JobManager to be deleted, and with background deletion
 * the pod runs on meanwhile. Assumption: pods were looked at before the storage was listed, so that
 * what the last of them wrote is in the listing.
 *
 * @param situation what is known of the deployment
 * @param pods what runs under the name; null if that could not be found out, or was not asked yet
 */
public record LastWriter(Situation situation, @Nullable Pods pods) {
    /**
     * Pods were seen to run on for minutes after they were stopped, and open transactions; and what
     * the brokers listed may be older than the deletion.
     */
    public static final Duration AFTERMATH = Duration.ofMinutes(5);

    /**
     * Why one may, as a clause; empty if none can.
     *
     * @param since when the stop was first seen
     */
    Optional<String> obstacle(Instant since) {
        // Its savepoint was the last thing that it did.
        if (Suspension.savepoint(situation.deployment()).isPresent()) {
            return Optional.empty();
        }
        boolean fresh = situation.now().isBefore(since.plus(AFTERMATH));
        // Its JobManager stays to tell of the end, and completes nothing any more.
        if (situation.deployed().stage() == Stage.FAILED) {
            return fresh ? Optional.of("it failed a moment ago") : Optional.empty();
        }
        if (pods == null) {
            return Optional.of(
                    "whether pods of it still run is not known (the operator lists pods and reads"
                            + " the Deployment of the JobManager)");
        }
        // A checkpoint takes tasks: of a job that had ended before, only the JobManager stays.
        return pods.areGone() || !fresh && pods.areJobManagersOnly()
                ? Optional.empty()
                : Optional.of(
                        pods.pods().stream()
                                .findFirst()
                                .map(pod -> "pod " + pod.name() + " of it still runs")
                                .orElse("the Deployment of its JobManager is still there"));
    }
}
