package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * EO1407. Flink 2 reads its configuration as YAML (FLIP-366): a key cannot have a value and keys
 * below it. Upstream strips its own options before.
 */
final class KeyIsPrefix implements Rule {
    private static final String UPSTREAMS_OWN = "kubernetes.operator.";

    /** Keys of old that start others, and what they are called now. */
    private static final Map<String, String> RENAMED =
            Map.of(
                    "high-availability", "high-availability.type",
                    "state.backend", "state.backend.type",
                    "restart-strategy", "restart-strategy.type",
                    "execution.checkpointing.unaligned",
                            "execution.checkpointing.unaligned.enabled");

    @Override
    public Code code() {
        return Code.KEY_IS_PREFIX;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        boolean old =
                input.proposal()
                        .after()
                        .spec()
                        .text("flinkVersion")
                        .map(FlinkVersion::parse)
                        .filter(FlinkVersion::isKnown)
                        .filter(version -> !version.isAtLeast(FlinkVersion.V2_0))
                        .isPresent();
        if (old) {
            return List.of();
        }
        Set<String> keys =
                new TreeSet<>(EffectiveConfiguration.of(input).merged().entries().keySet());
        keys.removeIf(key -> key.startsWith(UPSTREAMS_OWN));
        return FlinkKey.prefixClashes(keys).stream()
                .map(
                        clash ->
                                new Violation(
                                        code(),
                                        Violation.configuration(clash[0]),
                                        "a value, while " + clash[1] + " is set below it",
                                        "Flink 2 cannot hold both in its YAML, so the job does not"
                                                + " start, or one of the two is lost without a"
                                                + " word",
                                        RENAMED.containsKey(clash[0])
                                                ? "Write " + RENAMED.get(clash[0]) + " instead"
                                                : "Remove one of the two"))
                .toList();
    }
}
