package io.exactlyonce.operator.plan.upstream;

import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Stop;
import java.util.Optional;

/** Which stop of its job a FlinkDeployment shows. */
public final class Stopped {
    private Stopped() {}

    /**
     * Empty if the job runs, is to run, or may have run since upstream last said so: while it works
     * on a generation, its status is still that of the one before.
     */
    public static Optional<Stop> of(FlinkDeployment deployment) {
        DeploymentStatus status = deployment.status();
        Deployed deployed = Deployed.of(deployment);
        String startedAt = status.startedAt().orElse("");
        boolean rests =
                switch (deployed.stage()) {
                    case SUSPENDED -> deployment.wantsSuspended();
                    // Upstream may start it again by itself
                    // (kubernetes.operator.job.restart.failed).
                    case FAILED -> !startedAt.isEmpty();
                    default -> false;
                };
        boolean begun =
                status.observedGeneration().filter(it -> it == deployment.generation()).isPresent();
        if (!rests || !begun || deployed.revision().isEmpty()) {
            return Optional.empty();
        }
        return status.jobId()
                .filter(job -> !job.isEmpty())
                .map(
                        job ->
                                new Stop(
                                        deployed.revision().get(),
                                        job,
                                        startedAt,
                                        deployment.generation()));
    }
}
