package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.Optional;

/** Where the checkpoints of a deployment lie, below which each job has a directory of its own. */
final class CheckpointDirectory {
    private CheckpointDirectory() {}

    static Optional<String> of(FlinkDeployment deployment) {
        return deployment
                .configuration()
                .value(FlinkKey.CHECKPOINT_DIRECTORY)
                .filter(text -> !text.isBlank());
    }
}
