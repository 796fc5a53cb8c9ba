package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * EO1407. Flink 2 reads its configuration as YAML (FLIP-366): a key cannot have a value and keys
 * below it. Upstream writes that file from flat keys, and depending on their order it fails or
 * drops what stood there before. It strips its own options first.
 */
final class KeyIsPrefix implements Rule {
    private static final String UPSTREAMS_OWN = "kubernetes.operator.";
    private static final String S3_ENDPOINT = "s3.endpoint";
    private static final String S3_REGION = "s3.endpoint.region";

    /** Keys that start others, and what means the same. */
    private static final Map<String, String> RENAMED =
            Map.of(
                    "high-availability", "high-availability.type",
                    "state.backend", "state.backend.type",
                    "restart-strategy", "restart-strategy.type",
                    "execution.checkpointing.unaligned",
                            "execution.checkpointing.unaligned.enabled",
                    "s3a.endpoint", S3_ENDPOINT,
                    "fs.s3a.endpoint", S3_ENDPOINT);

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
        Map<String, List<String>> below = new LinkedHashMap<>();
        FlinkKey.prefixClashes(keys)
                .forEach(
                        clash ->
                                below.computeIfAbsent(clash[0], key -> new ArrayList<>())
                                        .add(clash[1]));
        return below.entrySet().stream()
                .map(clash -> violation(input, clash.getKey(), clash.getValue()))
                .toList();
    }

    private Violation violation(RuleInput input, String key, List<String> below) {
        // Of what can be mended: what we added stands in no file.
        String first =
                below.stream()
                        .filter(longer -> !isOurs(input, longer))
                        .findFirst()
                        .orElse(below.get(0));
        String others = below.size() == 1 ? "" : " (one of " + below.size() + " such keys)";
        return new Violation(
                code(),
                Violation.configuration(key),
                "a value"
                        + origin(input, key)
                        + ", while "
                        + first
                        + origin(input, first)
                        + " is set below it"
                        + others,
                "Flink 2 cannot hold both in its YAML, so the job does not start, or one of the two"
                        + " is lost without a word",
                fix(input, key, first));
    }

    private static String fix(RuleInput input, String key, String longer) {
        if (key.equals(S3_ENDPOINT) && longer.equals(S3_REGION)) {
            return "Write fs.s3a.endpoint.region instead of "
                    + S3_REGION
                    + where(input, longer)
                    + ", which flink-s3-fs-hadoop reads as well; flink-s3-fs-presto reads neither";
        }
        if (RENAMED.containsKey(key)) {
            return "Write " + RENAMED.get(key) + " instead" + where(input, key);
        }
        if (isOurs(input, key)) {
            return "Remove " + longer + where(input, longer);
        }
        return isOurs(input, longer)
                ? "Remove " + key + where(input, key)
                : "Remove one of the two" + where(input, key);
    }

    /** Who set a key, if it is not the deployment's user. */
    private static String origin(RuleInput input, String key) {
        return isOurs(input, key)
                ? " (which the policy adds)"
                : found(input, key).map(Observed::origin).orElse("");
    }

    private static String where(RuleInput input, String key) {
        return found(input, key).filter(Observed::inherited).isPresent()
                ? " in upstream's default configuration"
                : "";
    }

    private static boolean isOurs(RuleInput input, String key) {
        return found(input, key).filter(setting -> AddedEarlier.isOurs(input, setting)).isPresent();
    }

    private static Optional<Observed> found(RuleInput input, String key) {
        return EffectiveConfiguration.of(input).found(key);
    }
}
