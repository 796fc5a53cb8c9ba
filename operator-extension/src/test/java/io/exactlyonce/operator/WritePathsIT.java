package io.exactlyonce.operator;

import static io.exactlyonce.operator.LiveDeployments.annotation;
import static io.exactlyonce.operator.LiveDeployments.configuration;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.apiserver.ApiServers;
import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.UpstreamCrd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which kubectl writes a FlinkDeployment, through the real server and webhook. */
@RequiresApiServer
@ParameterizedClass
@EnumSource(UpstreamCrd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritePathsIT {
    @Parameter private UpstreamCrd crd;
    private LiveDeployments deployments;
    private LiveOperator operator;
    private int tests;
    private String name = "";

    @BeforeParameterizedClassInvocation
    void start(UpstreamCrd version, ApiServers servers, @TempDir Path folder) throws IOException {
        deployments =
                new LiveDeployments(servers.with(version).newNamespace("write-paths"), version);
        operator = LiveOperator.start(deployments.namespace(), folder);
        deployments.createPolicy();
    }

    @AfterParameterizedClassInvocation
    void stop() {
        operator.close();
    }

    @BeforeEach
    void aNameOfItsOwn() {
        tests++;
        name = "orders-" + tests;
    }

    @Test
    void everyWayToCreateCompletesInThatSameWrite() {
        deployments.kubectl().runWithInput(git(name + "-c"), "create", "-f-").success();
        deployments.apply(git(name + "-a"));
        deployments.apply(git(name + "-s"), "--server-side");

        Stream.of("-c", "-a", "-s")
                .map(door -> deployments.assertRevision(name + door, 1))
                .forEach(
                        stored -> {
                            assertThat(stored.at("/metadata/generation").asInt()).isEqualTo(1);
                            assertThat(stored.at("/metadata/managedFields").toString())
                                    .doesNotContain(LiveDeployments.PREFIX);
                        });
    }

    @Test
    void whatTheUserWroteIsStoredAsItWasWritten() {
        deployments.apply(git(name));

        JsonNode configuration = deployments.get(name).at("/spec/flinkConfiguration");
        switch (crd) {
            case V1_10 -> {
                assertThat(configuration.path("exactly-once.sink.topic").asText())
                        .isEqualTo("orders");
                assertThat(configuration.path("taskmanager.numberOfTaskSlots").asText())
                        .isEqualTo("2");
            }
            case V1_15_LIKE -> {
                assertThat(configuration.at("/taskmanager/numberOfTaskSlots").isInt()).isTrue();
                assertThat(configuration.at("/exactly-once").toString())
                        .isEqualTo("{\"sink\":{\"topic\":\"orders\"}}");
                assertThat(configuration.has("execution.checkpointing.interval")).isFalse();
            }
        }
    }

    @Test
    void applyOfAChangeOpensTheNextRevisionInTheSameWrite() {
        deployments.apply(git(name));
        JsonNode first = deployments.get(name);

        deployments.apply(git(name, "1.1"));

        JsonNode second = deployments.assertRevision(name, 2);
        assertThat(second.at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(annotation(second, "incarnation")).isEqualTo(annotation(first, "incarnation"));
        assertThat(annotation(second, "highest-revision")).isEqualTo("2");
    }

    @Test
    void serverSideApplyOfAnotherManagerConflictsUnlessForced() {
        deployments.apply(git(name), "--server-side");
        String before = deployments.raw(name);

        Kubectl.Result polite =
                deployments.tryApply(git(name, "1.1"), "--server-side", "--field-manager=ci");
        assertThat(polite.stderr()).contains("conflict with \"kubectl\"").contains(".spec.image");
        assertThat(deployments.raw(name)).isEqualTo(before);

        deployments.apply(
                git(name, "1.1"), "--server-side", "--field-manager=ci", "--force-conflicts");
        deployments.assertRevision(name, 2);
    }

    @Test
    void serverSideApplyTakesOverFromClientSideApply() {
        deployments.apply(git(name));
        JsonNode before = deployments.get(name);

        deployments.apply(git(name), "--server-side", "--force-conflicts");

        JsonNode after = deployments.assertRevision(name, 1);
        assertThat(after.get("spec")).isEqualTo(before.get("spec"));
    }

    @Test
    void replaceWithTheGitFormKeepsWhatWasAdded() {
        deployments.apply(git(name));
        JsonNode before = deployments.get(name);

        replace(git(name));
        JsonNode same = deployments.assertRevision(name, 1);
        assertThat(same.get("spec")).isEqualTo(before.get("spec"));
        assertThat(same.at("/metadata/generation").asInt()).isEqualTo(1);

        replace(git(name, "1.1"));
        deployments.assertRevision(name, 2);
    }

    @Test
    void replaceWithTheLiveFormDoesToo() {
        deployments.apply(git(name));
        String live = deployments.on(name, "get", "-oyaml").success();

        replace(live);
        assertThat(deployments.assertRevision(name, 1).at("/metadata/generation").asInt())
                .isEqualTo(1);

        String later = deployments.on(name, "get", "-oyaml").success();
        replace(later.replace("orders:1.0", "orders:1.1"));
        deployments.assertRevision(name, 2);
    }

    @Test
    void editOpensARevisionAndAnUnsafeOneIsRefused() {
        deployments.apply(git(name));

        edit("s/orders:1.0/orders:1.1/").success();
        deployments.assertRevision(name, 2);

        Kubectl.Result unsafe = edit("s/^    upgradeMode: savepoint/    upgradeMode: stateless/");
        assertThat(unsafe.stdout() + unsafe.stderr()).contains("EO1201");
        deployments.assertRevision(name, 2);
    }

    @Test
    void patchOfAnAddedKeyMakesItTheUsersAndItsRemovalBringsItBack() {
        deployments.apply(git(name));

        deployments
                .merge(
                        name,
                        "{\"spec\": {\"flinkConfiguration\": {\"heartbeat.interval\": \"4 s\"}}}")
                .success();
        JsonNode taken = deployments.assertRevision(name, 2);
        assertThat(configuration(taken, "heartbeat.interval")).isEqualTo("4 s");
        assertThat(annotation(taken, "injected")).doesNotContain("heartbeat.interval");

        deployments
                .on(
                        name,
                        "patch",
                        "--type=json",
                        "-p=[{\"op\": \"remove\", \"path\":"
                                + " \"/spec/flinkConfiguration/execution.checkpointing.timeout\"}]")
                .success();
        JsonNode back = deployments.assertRevision(name, 2);
        assertThat(back.get("spec")).isEqualTo(taken.get("spec"));
        assertThat(back.at("/metadata/generation")).isEqualTo(taken.at("/metadata/generation"));
    }

    @Test
    void labelsAndAnnotationsOfOthersPassAndOursCannotBeForged() {
        deployments.apply(git(name));
        JsonNode before = deployments.get(name);

        deployments.on(name, "label", "team=orders").success();
        deployments.on(name, "annotate", "example.com/note=a").success();
        deployments
                .on(
                        name,
                        "annotate",
                        "--overwrite",
                        "exactlyonce.io/revision=7",
                        "exactlyonce.io/incarnation=aaaaaaaa",
                        "exactlyonce.io/injected=none")
                .success();
        deployments.on(name, "annotate", "exactlyonce.io/injected-").success();

        JsonNode after = deployments.assertRevision(name, 1);
        assertThat(after.get("spec")).isEqualTo(before.get("spec"));
        assertThat(after.at("/metadata/labels/team").asText()).isEqualTo("orders");
        assertThat(annotation(after, "injected")).isEqualTo(annotation(before, "injected"));
        assertThat(after.at("/metadata/annotations/example.com~1note").asText()).isEqualTo("a");
    }

    @Test
    void scaleOfALabelledOneIsRefusedAndOfAnUnlabelledOnePasses() {
        deployments.apply(git(name));
        deployments.merge(name, replicas(1)).success();
        String before = deployments.raw(name);

        Kubectl.Result refused = deployments.on(name, "scale", "--replicas=3");
        assertThat(refused.stderr())
                .contains("EO1212 spec.replicas of the scale subresource is 3 instead of 1")
                .contains("Change spec.job.parallelism");
        assertThat(deployments.raw(name)).isEqualTo(before);

        deployments.apply(git(name + "-free").replace("exactlyonce.io/policy", "not-ours"));
        deployments.merge(name + "-free", replicas(1)).success();
        deployments.on(name + "-free", "scale", "--replicas=3").success();
        assertThat(deployments.get(name + "-free").at("/spec/taskManager/replicas").asInt())
                .isEqualTo(3);
    }

    @Test
    void dryRunsAnswerAsTheWriteWouldAndStoreNothing() {
        String dry = deployments.apply(git(name), "--dry-run=server", "-ojson");
        assertThat(configuration(LiveDeployments.json(dry), LiveDeployments.PREFIX))
                .endsWith(".r000001.");
        assertThat(deployments.on(name, "get").stderr()).contains("not found");

        deployments.apply(git(name));
        String before = deployments.raw(name);
        String next = deployments.apply(git(name, "1.1"), "--dry-run=server", "-ojson");
        assertThat(configuration(LiveDeployments.json(next), LiveDeployments.PREFIX))
                .endsWith(".r000002.");
        assertThat(deployments.raw(name)).isEqualTo(before);
    }

    @Test
    void diffShowsTheWholeRevisionOrTheRefusal() {
        deployments.apply(git(name));
        assertThat(diff(git(name)).exitCode()).isZero();

        Kubectl.Result change = diff(git(name, "1.1"));
        assertThat(change.exitCode()).isEqualTo(1);
        assertThat(change.stdout())
                .contains("+  image: registry.example.com/orders:1.1")
                .containsPattern("\\+ +exactly-once.revision: \"2\"")
                .doesNotContain("-    execution.checkpointing.dir");

        String unsafe = git(name).replace("parallelism: 2", "upgradeMode: stateless");
        assertThat(diff(unsafe).stderr()).contains("EO1201");
    }

    private String git(String deployment) {
        return deployments.git(deployment);
    }

    private String git(String deployment, String tag) {
        return deployments.git(deployment, tag);
    }

    private void replace(String manifest) {
        deployments.kubectl().runWithInput(manifest, "replace", "-f-").success();
    }

    private Kubectl.Result edit(String substitution) {
        return deployments
                .kubectl()
                .withEditor("sed -i '" + substitution + "'")
                .run("edit", "flinkdeployment/" + name);
    }

    private Kubectl.Result diff(String manifest) {
        return deployments.kubectl().runWithInput(manifest, "diff", "-f-");
    }

    private static String replicas(int number) {
        return "{\"spec\": {\"taskManager\": {\"replicas\": " + number + "}}}";
    }
}
