package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.revision.Annotations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luaj.vm2.LuaError;

/** The actions on a FlinkDeployment: when they are offered, and what they write. */
class ActionsTest {
    private static final Set<String> ALL =
            Set.of("savepoint", "suspend", "resume", "acknowledge", "recover");

    @Test
    void eachOfferedActionHasAScriptAndTheOtherWayRound() {
        Set<String> scripts = new TreeSet<>(ArgoFiles.actionScripts(ArgoFiles.DEPLOYMENT).keySet());
        scripts.remove(ArgoFiles.DISCOVERY);

        assertThat(scripts).isEqualTo(ALL);
        assertThat(discover(running()).properties()).extracting(Map.Entry::getKey).containsAll(ALL);
    }

    @Test
    void runningOnesCanBeSavedAndSuspended() {
        assertThat(offered(running()))
                .containsExactlyInAnyOrder("savepoint", "suspend", "acknowledge");
    }

    @Test
    void suspendedOnesCanBeResumed() {
        ObjectNode suspended = running();
        suspended.withObject("/spec/job").put("state", "suspended");
        suspended.withObject("/status/jobStatus").put("state", "FINISHED");

        assertThat(offered(suspended))
                .containsExactlyInAnyOrder("resume", "acknowledge", "recover");
    }

    @Test
    void crashLoopCannotBeSavedButRecovered() {
        ObjectNode looping = UpstreamTraces.at("totals", 47).object();
        assertThat(offered(looping)).isEmpty();

        assertThat(offered(labelled(looping))).containsExactlyInAnyOrder("acknowledge", "recover");
    }

    @Test
    void withoutAPolicyNothingOfOursIsOffered() {
        assertThat(offered(UpstreamTraces.at("orders", 9).object()))
                .containsExactlyInAnyOrder("savepoint", "suspend");
    }

    @Test
    void savepointCreatesASnapshotThatOutlivesItsObject() {
        ObjectNode running = running();
        running.withObject("/metadata").put("uid", "5e3c");

        JsonNode impacted = action("savepoint").on(running);

        assertThat(impacted).hasSize(1);
        assertThat(impacted.at("/0/operation").asText()).isEqualTo("create");
        JsonNode snapshot = impacted.at("/0/resource");
        assertThat(snapshot.at("/kind").asText()).isEqualTo("FlinkStateSnapshot");
        assertThat(snapshot.at("/metadata/name").asText()).isEqualTo("orders-" + ArgoScript.NOW);
        assertThat(snapshot.at("/metadata/namespace").asText()).isEqualTo("lab");
        assertThat(snapshot.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("5e3c");
        assertThat(snapshot.at("/spec/jobReference/name").asText()).isEqualTo("orders");
        assertThat(snapshot.at("/spec/savepoint/disposeOnDelete").asBoolean(true)).isFalse();
    }

    @Test
    void suspendAndResumeChangeTheStateAlone() {
        ObjectNode running = running();
        ObjectNode expected = running.deepCopy();

        expected.withObject("/spec/job").put("state", "suspended");
        assertThat(differences(action("suspend").on(running), expected)).isEmpty();

        expected.withObject("/spec/job").put("state", "running");
        assertThat(differences(action("resume").on(running), expected)).isEmpty();
    }

    @Test
    void acknowledgementsAddUp() {
        ObjectNode object = running();
        ArgoScript acknowledge = action("acknowledge");

        JsonNode once =
                acknowledge.on(object, Map.of("code", "EO1206", "reason", "replayed on purpose"));
        assertThat(annotation(once, Annotations.ACCEPT)).isEqualTo("EO1206: replayed on purpose");
        JsonNode twice =
                acknowledge.on(once, Map.of("code", "EO1205", "reason", "rolled back by hand"));
        assertThat(annotation(twice, Annotations.ACCEPT))
                .isEqualTo("EO1206: replayed on purpose\nEO1205: rolled back by hand");
    }

    @Test
    void whatIsAcknowledgedIsAdmitted(@TempDir Path folder) throws IOException {
        ObjectNode totals = (ObjectNode) Documents.only(Path.of("examples/totals.yaml"));
        totals.withObject("/spec/flinkConfiguration")
                .put("kubernetes.operator.deployment.rollback.enabled", "true");
        totals.withObject("/spec/job").put("upgradeMode", "stateless");
        assertThat(verify(totals, folder).exitCode()).isEqualTo(1);

        JsonNode accepted = totals;
        for (String code : List.of("EO1205", "EO1201")) {
            accepted =
                    action("acknowledge")
                            .on(accepted, Map.of("code", code, "reason", "agreed with the team"));
        }
        assertThat(verify(accepted, folder).exitCode()).isZero();
    }

    @Test
    void withoutReasonOrParametersNothingIsAcknowledged() {
        assertThatThrownBy(() -> action("acknowledge").on(running()))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("Both are needed");
        assertThatThrownBy(
                        () ->
                                action("acknowledge")
                                        .on(running(), Map.of("code", "EO1206", "reason", "")))
                .hasMessageContaining("Both are needed");
    }

    @Test
    void recoverSetsTheAnnotationThatTheLedgerAsksFor() {
        JsonNode written = action("recover").on(running(), Map.of("revision", "r000002"));

        assertThat(annotation(written, Annotations.RECOVER)).isEqualTo("r000002");
        assertThatThrownBy(() -> action("recover").on(running()))
                .hasMessageContaining("revision is needed");
    }

    private static Verify.Result verify(JsonNode deployment, Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("deployment.yaml"), Documents.text(deployment));
        return Verify.of("-f", file.toString(), "--policy", "examples/policy.yaml");
    }

    private static ArgoScript action(String name) {
        return ArgoFiles.action(ArgoFiles.DEPLOYMENT, name);
    }

    private static ObjectNode running() {
        return labelled(UpstreamTraces.at("orders", 9).object());
    }

    private static ObjectNode labelled(ObjectNode object) {
        object.withObject("/metadata/labels").put("exactlyonce.io/policy", "standard");
        return object;
    }

    private static JsonNode discover(JsonNode object) {
        return ArgoFiles.action(ArgoFiles.DEPLOYMENT, ArgoFiles.DISCOVERY).on(object);
    }

    private static Set<String> offered(JsonNode object) {
        Set<String> offered = new TreeSet<>();
        discover(object)
                .properties()
                .forEach(
                        action -> {
                            if (!action.getValue().get("disabled").asBoolean()) {
                                offered.add(action.getKey());
                            }
                        });
        return offered;
    }

    private static String annotation(JsonNode object, String name) {
        return object.at("/metadata/annotations").path(name).asText();
    }

    /** Paths that differ; Argo CD mends empty objects, which Lua cannot tell from empty lists. */
    private static Set<String> differences(JsonNode one, JsonNode other) {
        Set<String> differences = new TreeSet<>();
        compare("", one, other, differences);
        return differences;
    }

    private static void compare(
            String path, JsonNode one, JsonNode other, Set<String> differences) {
        if (other.isObject() && !other.isEmpty()) {
            Set<String> names = new TreeSet<>();
            one.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            names.forEach(
                    name ->
                            compare(
                                    path + "/" + name,
                                    one.path(name),
                                    other.path(name),
                                    differences));
        } else if (!(one.isEmpty() && other.isContainerNode() && other.isEmpty())
                && !one.asText().equals(other.asText())) {
            differences.add(path);
        }
    }
}
