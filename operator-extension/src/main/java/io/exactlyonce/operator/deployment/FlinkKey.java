package io.exactlyonce.operator.deployment;

import java.util.List;

/**
 * An option of Flink or of the upstream operator under all the names it has had.
 *
 * @param names the name to write first, then every older one; never empty
 */
public record FlinkKey(List<String> names) {
    public static final FlinkKey CHECKPOINT_DIRECTORY =
            of("execution.checkpointing.dir", "state.checkpoints.dir");

    private static FlinkKey of(String... names) {
        return new FlinkKey(List.of(names));
    }

    /** The name to write. */
    public String name() {
        return names.get(0);
    }
}
