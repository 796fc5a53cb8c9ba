package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * EO1101. Without a directory Flink keeps checkpoints in the JobManager's heap (FLIP-142, {@code
 * JobManagerCheckpointStorage}); {@code state.backend: jobmanager} is the older way to say so.
 */
final class CheckpointStorageMissing implements Rule {
    private static final String REASON =
            "when the JobManager is gone, so is the knowledge of what was committed; the job starts"
                    + " with empty state, and records come twice or not at all";

    @Override
    public Code code() {
        return Code.CHECKPOINT_STORAGE_MISSING;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Optional<Violation> inMemory =
                configuration
                        .found(FlinkKey.CHECKPOINT_STORAGE)
                        .or(() -> configuration.found(FlinkKey.STATE_BACKEND))
                        .filter(CheckpointStorageMissing::isHeap)
                        .map(
                                setting ->
                                        setting.violation(
                                                code(),
                                                REASON,
                                                "Remove it: the checkpoint directory decides"));
        if (inMemory.isPresent()) {
            return inMemory.stream().toList();
        }
        boolean directory =
                configuration
                        .found(FlinkKey.CHECKPOINT_DIRECTORY)
                        .filter(setting -> !setting.value().isBlank())
                        .isPresent();
        return directory
                ? List.of()
                : List.of(
                        configuration.violation(
                                code(),
                                FlinkKey.CHECKPOINT_DIRECTORY,
                                "so checkpoints stay in the JobManager's memory",
                                REASON,
                                "Set it to a directory under the policy's storage, "
                                        + input.policy().checkpoints().storage().root()));
    }

    private static boolean isHeap(Observed setting) {
        return setting.value().toLowerCase(Locale.ROOT).contains("jobmanager");
    }
}
