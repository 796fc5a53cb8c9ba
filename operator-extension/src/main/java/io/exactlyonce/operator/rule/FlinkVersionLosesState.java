package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkVersion;
import java.util.List;

/**
 * EO1213. Versions before 1.20 lack, in their last patch releases or for good:
 *
 * <ul>
 *   <li>FLINK-34518: a JobManager that stops while the adaptive scheduler restarts the job deletes
 *       the HA metadata, and the next one starts with empty state (fixed on the branches 1.17 to
 *       1.19 and in 1.20);
 *   <li>FLINK-37605: committables of the end of input get one id at different times, and a restart
 *       between them drops some (fixed in Flink 2.1, merged April 2025);
 *   <li>a connector of the line this product is built and tested with: 3.4 is for 1.20, 4.0 and 5.0
 *       are for 2.x.
 * </ul>
 *
 * <p>{@code flinkVersion} names no patch release, so that no more can be told here.
 */
final class FlinkVersionLosesState implements Rule {

    @Override
    public Code code() {
        return Code.FLINK_VERSION_LOSES_STATE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        // Absent or unknown text is refused by upstream's CRD and validator.
        return input
                .proposal()
                .after()
                .spec()
                .text("flinkVersion")
                .map(FlinkVersion::parse)
                .filter(FlinkVersion::isKnown)
                .filter(version -> !version.isAtLeast(FlinkVersion.V1_20))
                .map(
                        version ->
                                new Violation(
                                        code(),
                                        "spec.flinkVersion",
                                        Shown.of(version.text()),
                                        "versions before 1.20 can lose state or commits at a restart"
                                                + " (FLINK-34518, FLINK-37605), and there is no"
                                                + " tested Kafka connector for them",
                                        "Use an image of Flink 1.20 or newer and set it to v1_20,"
                                                + " v2_0, v2_1 or v2_2"))
                .stream()
                .toList();
    }
}
