package io.exactlyonce.operator.revision;

import static io.exactlyonce.operator.revision.SpecChange.NONE;
import static io.exactlyonce.operator.revision.SpecChange.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.exactlyonce.operator.deployment.Fields;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Different text that is one spec to upstream, and alike text that is two. */
class SpecEqualityTest {
    private static final Map<String, Object> EMPTY = Map.of();

    static Stream<Arguments> alike() {
        return Stream.of(
                arguments("taskManager.resource.cpu", 1, 1.0),
                arguments("taskManager.resource.cpu", 0.5, new BigDecimal("0.50")),
                arguments("job.parallelism", 4, 4L),
                arguments("taskManager.resources.limits.cpu", "1000m", "1"),
                arguments("taskManager.resources.limits.cpu", 1, "1.0"),
                arguments("taskManager.resources.requests.memory", "1Gi", "1024Mi"),
                arguments("podTemplate.spec.volumes.emptyDir.sizeLimit", "1e3", "1k"),
                arguments("podTemplate.spec.terminationGracePeriodSeconds", 30, "30"),
                arguments("flinkConfiguration", Map.of("a", Map.of("b", 1)), Map.of("a.b", "1")),
                arguments("flinkConfiguration.list", List.of("a", "b"), "a;b"));
    }

    static Stream<Arguments> different() {
        return Stream.of(
                arguments("taskManager.resource.memory", "1Gi", "1024Mi"),
                arguments("taskManager.resources.limits.cpu", "1", "1500m"),
                arguments("taskManager.resources.limits.cpu", "1", "one"),
                arguments("taskManager.resources.limits.memory", "1G", "1Gi"),
                arguments("podTemplate.spec.hostname", "1", "1000m"),
                arguments("podTemplate.spec.livenessProbe.httpGet.port", 80, "80"),
                arguments("job.args", List.of("1"), List.of("1", "2")),
                arguments("job.args", List.of("a", "b"), List.of("b", "a")),
                arguments("taskManager.resource.cpu", Double.NaN, 1),
                arguments("taskManager.resources.limits.cpu", "1", "1" + "0".repeat(100_000)),
                arguments("image", "x", Map.of("y", "x")),
                arguments("flinkConfiguration.some", 1, "1.0"));
    }

    /** Absent, and what upstream's classes hold then. */
    static Stream<Arguments> absent() {
        return Stream.of(
                arguments("job.state", "running"),
                arguments("job.upgradeMode", "stateless"),
                arguments("job.args", List.of()),
                arguments("job.parallelism", 0),
                arguments("jobManager.replicas", 1),
                arguments("flinkConfiguration", EMPTY),
                arguments("flinkConfiguration.list", List.of()),
                arguments("podTemplate.spec.volumes", List.of()),
                arguments("podTemplate.metadata.labels", EMPTY),
                arguments("podTemplate.spec.nodeSelector", EMPTY),
                arguments("taskManager.resources.limits", EMPTY),
                arguments("podTemplate.kind", "Pod"),
                arguments("jobManager.podTemplate.apiVersion", "v1"));
    }

    static Stream<Arguments> notAbsent() {
        return Stream.of(
                arguments("jobManager", EMPTY),
                arguments("taskManager", EMPTY),
                arguments("taskManager.resource", EMPTY),
                arguments("podTemplate", EMPTY),
                arguments("podTemplate.metadata", EMPTY),
                arguments("podTemplate.spec.securityContext", EMPTY),
                arguments("logConfiguration", EMPTY),
                arguments("ingress.annotations", EMPTY),
                arguments("ingress.tls", List.of()),
                arguments("flinkConfiguration.some", ""),
                arguments("mode", "native"));
    }

    @ParameterizedTest
    @MethodSource("alike")
    void differentTextOfOneMeaningIsNoChange(String field, Object one, Object other) {
        assertThat(change(spec().with(one, path(field)), spec().with(other, path(field))))
                .isEqualTo(NONE);
        assertThat(change(spec().with(other, path(field)), spec().with(one, path(field))))
                .isEqualTo(NONE);
    }

    @ParameterizedTest
    @MethodSource("different")
    void textThatMeansSomethingElseIsAChange(String field, Object one, Object other) {
        assertThat(change(spec().with(one, path(field)), spec().with(other, path(field))))
                .isEqualTo(UPGRADE);
    }

    @ParameterizedTest
    @MethodSource("absent")
    void absentIsTheDefault(String field, Object standard) {
        Fields without = spec().without(path(field));

        assertThat(change(without, without.with(standard, path(field)))).isEqualTo(NONE);
        assertThat(change(without.with(standard, path(field)), without)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @MethodSource("notAbsent")
    void emptyIsNotAbsentWhereUpstreamTellsThemApart(String field, Object value) {
        Fields without = spec().without(path(field));

        assertThat(change(without, without.with(value, path(field)))).isEqualTo(UPGRADE);
    }

    @Test
    void containersAreComparedInTheirOrder() {
        Map<String, Object> main = Map.of("name", "main", "resources", limits("1000m"));
        Map<String, Object> alike = Map.of("name", "main", "resources", limits("1"));
        Map<String, Object> sidecar = Map.of("name", "sidecar");

        assertThat(change(containers(main, sidecar), containers(alike, sidecar))).isEqualTo(NONE);
        assertThat(change(containers(main, sidecar), containers(sidecar, main))).isEqualTo(UPGRADE);
    }

    private static Map<String, Object> limits(String cpu) {
        return Map.of("limits", Map.of("cpu", cpu));
    }

    private static Fields containers(Object... containers) {
        return spec().with(List.of(containers), "podTemplate", "spec", "containers");
    }

    private static SpecChange change(Fields before, Fields after) {
        return ChangeClassifier.classify(before, after).change();
    }

    private static String[] path(String field) {
        return field.split("\\.");
    }

    private static Fields spec() {
        return Fields.EMPTY
                .with("local:///job.jar", "job", "jarURI")
                .with("2g", "jobManager", "resource", "memory")
                .with("2g", "taskManager", "resource", "memory")
                .with(1, "taskManager", "resources", "limits", "gpu")
                .with("h", "podTemplate", "spec", "hostname")
                .with("n", "podTemplate", "metadata", "name")
                .with("h", "jobManager", "podTemplate", "spec", "hostname")
                .with("{{name}}", "ingress", "template");
    }
}
