package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.Optional;

/** Where the checkpoints of a deployment lie, below which each job has a directory of its own. */
public final class CheckpointDirectory {
    private CheckpointDirectory() {}

    public static Optional<String> of(FlinkDeployment deployment) {
        return deployment
                .configuration()
                .value(FlinkKey.CHECKPOINT_DIRECTORY)
                .filter(text -> !text.isBlank());
    }
}
