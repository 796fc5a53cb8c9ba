package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * EO1215. POOLING (FLIP-511, connector 4.0 for Flink 2) keeps other writer state than INCREMENTING:
 * back to INCREMENTING the restored job crashes (reproduced), and so does state of connector 3.x
 * under POOLING (read in its source). INCREMENTING to POOLING works (reproduced).
 */
final class NamingStrategyUnfit implements Rule {
    static final String INCREMENTING = "INCREMENTING";
    static final String POOLING = "POOLING";
    static final Set<String> STRATEGIES = Set.of(INCREMENTING, POOLING);

    @Override
    public Code code() {
        return Code.NAMING_STRATEGY_UNFIT;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        Fields spec = input.proposal().after().spec();
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Optional<Deployed> deployed = Deployed.of(input);
        if (!configuration.says(JobKeys.NAMING_STRATEGY, POOLING)) {
            return deployed
                    .filter(former -> pooled(former, input))
                    .map(former -> back(configuration))
                    .stream()
                    .toList();
        }
        if (isBefore2(spec)) {
            return List.of(
                    configuration.violation(
                            code(),
                            JobKeys.NAMING_STRATEGY,
                            "",
                            "the Kafka connector of Flink 1.20 knows no POOLING, and the job does"
                                    + " not start",
                            "Set it to INCREMENTING or remove it"));
        }
        return deployed
                .filter(former -> isBefore2(former.spec()))
                .map(former -> fromOldConnector(configuration))
                .stream()
                .toList();
    }

    private static boolean pooled(Deployed deployed, RuleInput input) {
        return EffectiveConfiguration.of(deployed.spec(), input.surroundings())
                .says(JobKeys.NAMING_STRATEGY, POOLING);
    }

    private static boolean isBefore2(Fields spec) {
        return spec.text("flinkVersion")
                .map(FlinkVersion::parse)
                .filter(FlinkVersion::isKnown)
                .filter(version -> !version.isAtLeast(FlinkVersion.V2_0))
                .isPresent();
    }

    private Violation back(EffectiveConfiguration configuration) {
        return configuration.violation(
                code(),
                JobKeys.NAMING_STRATEGY,
                "which means " + INCREMENTING,
                "the deployed job uses POOLING, whose state INCREMENTING cannot read, so the job"
                        + " crashes at every start and its open transactions time out",
                "Set it to POOLING");
    }

    private Violation fromOldConnector(EffectiveConfiguration configuration) {
        return configuration.violation(
                code(),
                JobKeys.NAMING_STRATEGY,
                "",
                "the deployed job runs Flink 1.20, and POOLING cannot read the state of its Kafka"
                        + " connector, so the job crashes at every start and its open transactions"
                        + " time out",
                "Upgrade with INCREMENTING first, and change to POOLING once the job is RUNNING");
    }
}
