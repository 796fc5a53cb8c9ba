package io.exactlyonce.operator.revision;

import static io.exactlyonce.operator.deployment.DeploymentMode.NATIVE;
import static io.exactlyonce.operator.deployment.DeploymentMode.STANDALONE;
import static io.exactlyonce.operator.revision.SpecChange.IGNORE;
import static io.exactlyonce.operator.revision.SpecChange.NONE;
import static io.exactlyonce.operator.revision.SpecChange.REDEPLOY;
import static io.exactlyonce.operator.revision.SpecChange.SCALE;
import static io.exactlyonce.operator.revision.SpecChange.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.exactlyonce.operator.deployment.Fields;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Upstream's table of what a change of the spec does, row by row. */
class ChangeClassifierTest {
    private static final String CONFIGURATION = "flinkConfiguration";
    private static final String OVERRIDES = "pipeline.jobvertex-parallelism-overrides";
    private static final Fields SPEC =
            Fields.EMPTY
                    .with("flink:2.2", "image")
                    .with("v2_2", "flinkVersion")
                    .with("flink", "serviceAccount")
                    .with("1 min", CONFIGURATION, "execution.checkpointing.interval")
                    .with("1", CONFIGURATION, "taskmanager.numberOfTaskSlots")
                    .with("2048m", "jobManager", "resource", "memory")
                    .with(1, "jobManager", "resource", "cpu")
                    .with("2048m", "taskManager", "resource", "memory")
                    .with(1, "taskManager", "resource", "cpu")
                    .with("local:///job.jar", "job", "jarURI")
                    .with(2, "job", "parallelism")
                    .with(List.of("a", "b"), "job", "args");

    /** Path from the spec on, new value, what happens in native and in standalone mode. */
    static Stream<Arguments> rows() {
        return Stream.of(
                // what the job is
                row("image", "flink:2.3", UPGRADE),
                row("imagePullPolicy", "Always", UPGRADE),
                row("serviceAccount", "other", UPGRADE),
                row("flinkVersion", "v2_3", UPGRADE),
                row("mode", "native", UPGRADE),
                row("restartNonce", 1, UPGRADE),
                row("ingress", Map.of("template", "{{name}}"), UPGRADE),
                row("podTemplate", Map.of("spec", Map.of("hostname", "h")), UPGRADE),
                row("logConfiguration", Map.of("log4j-console.properties", "x"), UPGRADE),
                row("aFieldOfANewerUpstream", "x", UPGRADE),
                // JobManager and TaskManager
                row("jobManager.replicas", 2, UPGRADE, "jobManager"),
                row("jobManager.resource.memory", "4g", UPGRADE, "jobManager"),
                row("jobManager.podTemplate.spec.hostname", "h", UPGRADE, "jobManager"),
                row("taskManager.resource.memory", "4g", UPGRADE, "taskManager.resource"),
                row(
                        "taskManager.podTemplate.spec.hostname",
                        "h",
                        UPGRADE,
                        "taskManager.podTemplate"),
                row("taskManager.aFieldOfANewerUpstream", 1, UPGRADE),
                arguments("taskManager.replicas", 3, UPGRADE, SCALE, "taskManager.replicas"),
                // the job
                arguments("job.parallelism", 3, UPGRADE, SCALE, "job.parallelism"),
                row("job.jarURI", "local:///other.jar", UPGRADE),
                row("job.entryClass", "Main", UPGRADE),
                row("job.args", List.of("b", "a"), UPGRADE),
                row("job.state", "suspended", UPGRADE),
                row("job.aFieldOfANewerUpstream", 1, UPGRADE),
                row("job.upgradeMode", "savepoint", IGNORE),
                row("job.initialSavepointPath", "s3://b/savepoint", IGNORE),
                row("job.allowNonRestoredState", true, IGNORE),
                row("job.savepointTriggerNonce", 1, IGNORE),
                row("job.checkpointTriggerNonce", 1, IGNORE),
                row("job.autoscalerResetNonce", 1, IGNORE),
                row("job.savepointRedeployNonce", 1, REDEPLOY));
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                arguments("kubernetes.operator.deployment.rollback.enabled", IGNORE, IGNORE),
                arguments("kubernetes.operator.job.autoscaler.enabled", IGNORE, IGNORE),
                arguments("job.autoscaler.enabled", IGNORE, IGNORE),
                arguments("job.autoscaler", IGNORE, IGNORE),
                arguments("parallelism.default", IGNORE, IGNORE),
                arguments("parallelism.default.of-something", IGNORE, IGNORE),
                arguments(OVERRIDES, SCALE, UPGRADE),
                arguments(OVERRIDES + ".vertex", SCALE, UPGRADE),
                arguments("execution.checkpointing.interval", UPGRADE, UPGRADE),
                arguments("taskmanager.numberOfTaskSlots", UPGRADE, UPGRADE),
                arguments("kubernetes.operators", IGNORE, IGNORE),
                arguments("kubernetes.env.secretKeyRef", UPGRADE, UPGRADE),
                arguments("job.other", UPGRADE, UPGRADE),
                arguments("exactly-once.revision", UPGRADE, UPGRADE));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyFieldHasItsRow(
            String field, Object value, SpecChange nativeMode, SpecChange standalone, String path) {
        Fields changed = SPEC.with(value, field.split("\\."));

        assertThat(ChangeClassifier.classify(SPEC, changed, NATIVE))
                .isEqualTo(new Classified(nativeMode, List.of(path)));
        assertThat(ChangeClassifier.classify(SPEC, changed, STANDALONE))
                .isEqualTo(new Classified(standalone, List.of(path)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyOfTheConfigurationHasItsRow(
            String key, SpecChange nativeMode, SpecChange standalone) {
        Fields changed = SPEC.with("changed", CONFIGURATION, key);
        List<String> path = List.of("flinkConfiguration." + key);

        for (Fields from : List.of(SPEC, SPEC.with("before", CONFIGURATION, key))) {
            assertThat(ChangeClassifier.classify(from, changed, NATIVE))
                    .isEqualTo(new Classified(nativeMode, path));
            assertThat(ChangeClassifier.classify(changed, from, STANDALONE))
                    .isEqualTo(new Classified(standalone, path));
        }
    }

    @Test
    void theStrongestOfSeveralChangesCountsAndAllAreNamed() {
        Fields ignored = SPEC.with("savepoint", "job", "upgradeMode");
        Fields scaled = ignored.with("v:2", CONFIGURATION, OVERRIDES);
        Fields upgraded = scaled.with(3, "job", "parallelism");
        Fields redeployed = upgraded.with(1, "job", "savepointRedeployNonce");

        assertThat(ChangeClassifier.classify(SPEC, scaled).change()).isEqualTo(SCALE);
        assertThat(ChangeClassifier.classify(SPEC, upgraded).change()).isEqualTo(UPGRADE);
        assertThat(ChangeClassifier.classify(SPEC, redeployed))
                .isEqualTo(
                        new Classified(
                                REDEPLOY,
                                List.of(
                                        "flinkConfiguration." + OVERRIDES,
                                        "job.parallelism",
                                        "job.savepointRedeployNonce",
                                        "job.upgradeMode")));
    }

    @Test
    void aNonceTakenAwayIsLeftAloneButAnotherValueCounts() {
        Fields one = SPEC.with(1, "restartNonce").with(1, "job", "savepointRedeployNonce");
        Fields two = SPEC.with(2, "restartNonce").with(2, "job", "savepointRedeployNonce");

        assertThat(ChangeClassifier.classify(one, SPEC))
                .isEqualTo(
                        new Classified(
                                IGNORE, List.of("job.savepointRedeployNonce", "restartNonce")));
        assertThat(ChangeClassifier.classify(one, two).change()).isEqualTo(REDEPLOY);
        assertThat(
                        ChangeClassifier.classify(
                                        SPEC.with(1, "restartNonce"), SPEC.with(2, "restartNonce"))
                                .change())
                .isEqualTo(UPGRADE);
    }

    @Test
    void aWholeObjectThatComesOrGoesIsAnUpgradeInEveryMode() {
        for (String name : List.of("job", "jobManager", "taskManager")) {
            Classified upgrade = new Classified(UPGRADE, List.of(name));
            assertThat(ChangeClassifier.classify(SPEC, SPEC.without(name), STANDALONE))
                    .isEqualTo(upgrade);
            assertThat(ChangeClassifier.classify(SPEC.without(name), SPEC, STANDALONE))
                    .isEqualTo(upgrade);
        }
    }

    @Test
    void theModeIsThatOfTheNewSpec() {
        Fields standalone = SPEC.with("standalone", "mode");

        assertThat(ChangeClassifier.classify(SPEC, SPEC.with(3, "job", "parallelism")).change())
                .isEqualTo(UPGRADE);
        assertThat(
                        ChangeClassifier.classify(
                                        standalone, standalone.with(3, "job", "parallelism"))
                                .change())
                .isEqualTo(SCALE);
    }

    @Test
    void onlyScaleAndMoreAreActedOn() {
        assertThat(Stream.of(SpecChange.values()).filter(SpecChange::isActedOn))
                .containsExactly(SCALE, UPGRADE, REDEPLOY);
        assertThat(NONE.and(IGNORE)).isEqualTo(IGNORE);
        assertThat(REDEPLOY.and(UPGRADE)).isEqualTo(REDEPLOY);
    }

    private static Arguments row(String field, Object value, SpecChange change) {
        String[] steps = field.split("\\.");
        return row(field, value, change, steps.length > 2 ? steps[0] : field);
    }

    private static Arguments row(String field, Object value, SpecChange change, String path) {
        return arguments(field, value, change, change, path);
    }
}
