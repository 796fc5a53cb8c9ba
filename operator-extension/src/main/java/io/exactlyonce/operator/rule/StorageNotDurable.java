package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.StoragePath;
import java.util.List;

/**
 * EO1102. A local path lies in the container that writes it (Flink documentation, "Checkpoint
 * storage": the directory must be reachable from every TaskManager and JobManager).
 */
final class StorageNotDurable implements Rule {

    @Override
    public Code code() {
        return Code.CHECKPOINT_STORAGE_NOT_DURABLE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        if (input.policy().checkpoints().storage().durableFileStorage()) {
            return List.of();
        }
        return Directory.of(EffectiveConfiguration.of(input)).stream()
                .filter(Directory::isLocal)
                .map(directory -> violation(directory, input))
                .toList();
    }

    private Violation violation(Directory directory, RuleInput input) {
        StoragePath root = input.policy().checkpoints().storage().root();
        return directory
                .setting()
                .violation(
                        code(),
                        " (a path inside a container)",
                        "when the pod is gone, so is what was kept there, and with it the knowledge"
                                + " of what was committed",
                        "Remove it, or use a directory under the policy's storage, "
                                + root
                                + (root.store().equals("file")
                                        ? "; if every pod mounts this path from durable storage, let"
                                                + " the policy say durableFileStorage: true"
                                        : ""));
    }
}
