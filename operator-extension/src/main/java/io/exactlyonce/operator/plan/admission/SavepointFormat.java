package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.StateBackend;
import io.exactlyonce.operator.revision.InjectedBlock;
import java.util.Map;

/**
 * The format of the savepoint between two revisions: native, which is fast, but canonical where the
 * next one has another state backend, which could not read it otherwise (FLIP-203). Upstream takes
 * it with the settings of the revision that follows.
 */
final class SavepointFormat {
    private static final String KEY = FlinkKey.SAVEPOINT_FORMAT.name();
    private static final InjectedBlock CANONICAL = InjectedBlock.of(Map.of(KEY, "CANONICAL"));

    private SavepointFormat() {}

    /**
     * What is added, with the format that fits.
     *
     * @param deployed what upstream deployed last; empty if nothing
     * @param userSpec without what we add
     */
    static InjectedBlock fitting(InjectedBlock block, Fields deployed, Fields userSpec) {
        boolean changes =
                !deployed.isEmpty()
                        && StateBackend.changes(
                                FlinkConfiguration.of(deployed),
                                FlinkConfiguration.of(block.addTo(userSpec)));
        return changes ? canonical(block) : block;
    }

    /** What would be added today is compared with what was, whose change is over. */
    static InjectedBlock asIn(InjectedBlock recorded, InjectedBlock block) {
        return recorded.value(KEY).equals(CANONICAL.value(KEY)) ? canonical(block) : block;
    }

    private static InjectedBlock canonical(InjectedBlock block) {
        return block.value(KEY).isPresent() ? CANONICAL.and(block) : block;
    }
}
