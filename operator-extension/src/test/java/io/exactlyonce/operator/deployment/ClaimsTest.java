package io.exactlyonce.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static final Map<String, Object> LEAF = Map.of();

    @Test
    void whatStandsInLastAppliedIsTheUsersInEveryForm() {
        // given
        Fields applied =
                Fields.EMPTY
                        .with(
                                "1 min",
                                "spec",
                                "flinkConfiguration",
                                "execution",
                                "checkpointing.interval")
                        .with("s3://b", "spec", "flinkConfiguration", "state.checkpoints.dir")
                        .with("savepoint", "spec", "job", "upgradeMode");

        // when
        FlinkDeployment deployment =
                new FlinkDeployment(applied, applied, Fields.EMPTY, Fields.EMPTY);

        // then
        assertThat(deployment.userClaimsConfiguration("execution.checkpointing.interval")).isTrue();
        assertThat(deployment.userClaimsConfiguration("state.checkpoints.dir")).isTrue();
        assertThat(deployment.userClaimsConfiguration("execution")).isFalse();
        assertThat(deployment.userClaims("job", "upgradeMode")).isTrue();
        assertThat(deployment.userClaims("job")).isTrue();
        assertThat(deployment.userClaims("job", "initialSavepointPath")).isFalse();
    }

    @Test
    void whatWasChangedOrTakenAwayPastTheFileIsNoLongerClaimedByIt() {
        // given
        Fields applied =
                Fields.EMPTY
                        .with("last-state", "spec", "job", "upgradeMode")
                        .with("3 s", "spec", "flinkConfiguration", "heartbeat.interval");
        Fields live = Fields.EMPTY.with("savepoint", "spec", "job", "upgradeMode");

        // when
        Claims claims = new FlinkDeployment(live, applied, Fields.EMPTY, Fields.EMPTY).claims();

        // then
        assertThat(claims.paths()).isEmpty();
    }

    @Test
    void copyIsKnownByItsRevisionAlsoWithoutOurRecord() {
        // given
        Fields copy =
                Fields.EMPTY
                        .with("3", "spec", "flinkConfiguration", "exactly-once.revision")
                        .with("3 s", "spec", "flinkConfiguration", "heartbeat.interval");

        // when
        Claims claims = new FlinkDeployment(copy, copy, Fields.EMPTY, Fields.EMPTY).claims();

        // then
        assertThat(claims.paths()).isEmpty();
    }

    @Test
    void whatAnotherManagerOwnsIsTheUsersAlsoWithOurValue() {
        Claims claims = managed("argocd-controller", "Apply").claims();

        assertThat(claims.ofConfiguration("execution.checkpointing.interval")).isTrue();
        assertThat(claims.ofConfiguration("high-availability.type")).isTrue();
        assertThat(claims.ofConfiguration("high-availability.storageDir")).isFalse();
        assertThat(claims.of("job", "upgradeMode")).isTrue();
        assertThat(claims.of("job", "args")).isTrue();
        assertThat(claims.of("job", "initialSavepointPath")).isFalse();
    }

    @Test
    void whatOurOwnManagerWroteIsNotTheUsers() {
        Claims claims = managed(FlinkDeployment.FIELD_MANAGER, "Update").claims();

        assertThat(claims.paths()).isEmpty();
        assertThat(claims.configurationKeys()).isEmpty();
    }

    @Test
    void anUpstreamThatWroteStatusAndFinalizersClaimsNothing() {
        // given
        Map<String, Object> status =
                Map.of(
                        "manager",
                        "flink-operator",
                        "subresource",
                        "status",
                        "fieldsV1",
                        Map.of("f:status", Map.of("f:lifecycleState", LEAF)));
        Map<String, Object> finalizers =
                Map.of(
                        "manager",
                        "flink-operator",
                        "fieldsV1",
                        Map.of("f:metadata", Map.of("f:finalizers", LEAF)));

        // when
        Claims claims = withManagers(List.of(status, finalizers), Fields.EMPTY).claims();

        // then
        assertThat(claims.paths()).isEmpty();
    }

    @Test
    void anObjectAppliedEmptyDoesNotClaimWhatCameIntoItLater() {
        // given
        Fields spec = Fields.EMPTY.with("1 min", "flinkConfiguration", "interval");
        Map<String, Object> entry =
                Map.of(
                        "manager",
                        "kubectl",
                        "fieldsV1",
                        Map.of("f:spec", Map.of("f:flinkConfiguration", LEAF)));
        Fields applied = Fields.EMPTY.with(Fields.EMPTY, "spec", "flinkConfiguration");

        // when
        FlinkDeployment deployment = withManagers(List.of(entry), spec);
        Claims claims =
                new FlinkDeployment(deployment.object(), applied, Fields.EMPTY, Fields.EMPTY)
                        .claims();

        // then
        assertThat(claims.ofConfiguration("interval")).isFalse();
        assertThat(claims.of("flinkConfiguration", "interval")).isFalse();
    }

    @Test
    void aFileThatNobodyAppliedClaimsNothing() {
        Fields object = Fields.EMPTY.with("1 min", "spec", "flinkConfiguration", "interval");

        assertThat(FlinkDeployment.of(object).userClaimsConfiguration("interval")).isFalse();
    }

    private static FlinkDeployment managed(String manager, String operation) {
        Fields spec =
                Fields.EMPTY
                        .with(
                                "1 min",
                                "flinkConfiguration",
                                "execution",
                                "checkpointing",
                                "interval")
                        .with("kubernetes", "flinkConfiguration", "high-availability.type")
                        .with("s3://b", "flinkConfiguration", "high-availability.storageDir")
                        .with("savepoint", "job", "upgradeMode")
                        .with(List.of("a"), "job", "args");
        Map<String, Object> owned =
                Map.of(
                        "f:flinkConfiguration",
                        Map.of(
                                ".",
                                LEAF,
                                "f:high-availability.type",
                                LEAF,
                                "f:execution",
                                Map.of("f:checkpointing", Map.of("f:interval", LEAF))),
                        "f:job",
                        Map.of("f:upgradeMode", LEAF, "f:args", LEAF));
        Map<String, Object> entry =
                Map.of(
                        "manager",
                        manager,
                        "operation",
                        operation,
                        "fieldsV1",
                        Map.of("f:spec", owned));
        return withManagers(List.of(entry), spec);
    }

    private static FlinkDeployment withManagers(List<Map<String, Object>> managers, Fields spec) {
        return FlinkDeployment.of(
                Fields.EMPTY.with(managers, "metadata", "managedFields").with(spec, "spec"));
    }
}
