package io.exactlyonce.operator;

import static io.exactlyonce.operator.LiveDeployments.annotation;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.apiserver.ApiServers;
import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.UpstreamCrd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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

/**
 * What becomes of a FlinkDeployment over time: the same file again and again, its end and its
 * return, copies, the label off and on, several writers at once.
 */
@RequiresApiServer
@ParameterizedClass
@EnumSource(UpstreamCrd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LifeCycleIT {
    private static final int TIMES = 20;
    private static final int WRITERS = 4;

    @Parameter private UpstreamCrd crd;
    private LiveDeployments deployments;
    private LiveOperator operator;
    private int tests;
    private String name = "";

    @BeforeParameterizedClassInvocation
    void start(UpstreamCrd version, ApiServers servers, @TempDir Path folder) throws IOException {
        deployments =
                new LiveDeployments(servers.with(version).newNamespace("life-cycle"), version);
        operator = LiveOperator.start(deployments.namespace(), folder);
        deployments.createPolicy();
    }

    @AfterParameterizedClassInvocation
    void stop() {
        operator.close();
    }

    @BeforeEach
    void aNameOfItsOwn() {
        assertThat(deployments.crd()).isEqualTo(crd);
        tests++;
        name = "orders-" + tests;
    }

    @Test
    void clientSideApplyOfTheGitFormChangesNoByteAndDiffersInNothing() {
        deployments.apply(git());
        deployments.apply(git("1.1"));
        deployments.upstream(name, UpstreamStatus.RUNNING);
        String before = deployments.raw(name);

        for (int i = 0; i < TIMES; i++) {
            assertThat(deployments.apply(git("1.1"))).contains("unchanged");
        }

        assertThat(deployments.raw(name)).isEqualTo(before);
        assertThat(diff(git("1.1")).success()).isEmpty();
    }

    @Test
    void serverSideApplyOfTheGitFormChangesNoByteAndDiffersInNothing() {
        deployments.apply(git(), "--server-side");
        deployments.apply(git("1.1"), "--server-side");
        deployments.upstream(name, UpstreamStatus.RUNNING);
        String before = deployments.rawWithoutTimes(name);

        for (int i = 0; i < TIMES; i++) {
            deployments.apply(git("1.1"), "--server-side");
        }

        assertThat(deployments.rawWithoutTimes(name)).isEqualTo(before);
        assertThat(diff(git("1.1"), "--server-side").success()).isEmpty();
        deployments.assertRevision(name, 2);
    }

    @Test
    void recreatedIsAnotherIncarnation() {
        deployments.apply(git());
        deployments.apply(git("1.1"));
        String first = annotation(deployments.get(name), "incarnation");

        deployments.on(name, "delete").success();
        deployments.apply(git("1.1"));
        String second = annotation(deployments.assertRevision(name, 1), "incarnation");
        deployments
                .kubectl()
                .runWithInput(git("1.1"), "replace", "--force", "--grace-period=0", "-f-")
                .success();
        String third = annotation(deployments.assertRevision(name, 1), "incarnation");

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    }

    @Test
    void copyOfTheLiveManifestIsADeploymentOfItsOwn() {
        deployments.apply(git());
        deployments.apply(git("1.1"));
        String live = deployments.on(name, "get", "-oyaml").success();

        deployments.apply(live.replace("name: " + name, "name: " + name + "-a"));
        String created = live.replace("name: " + name, "name: " + name + "-c");
        deployments
                .kubectl()
                .runWithInput(
                        created.replaceAll("(?m)^  (resourceVersion|uid): .*\n", ""),
                        "create",
                        "-f-")
                .success();

        for (String copy : List.of(name + "-a", name + "-c")) {
            JsonNode stored = deployments.assertRevision(copy, 1);
            assertThat(annotation(stored, "highest-revision")).isEqualTo("1");
            assertThat(stored.get("spec").toString()).doesNotContain("/" + name + "/");
        }
    }

    @Test
    void searchAndReplaceOverTheLiveManifestIsWhatTheUserWants() {
        deployments.apply(git());
        String live = deployments.on(name, "get", "-oyaml").success();

        Kubectl.Result unsafe =
                deployments
                        .kubectl()
                        .runWithInput(
                                live.replace("upgradeMode: savepoint", "upgradeMode: stateless"),
                                "replace",
                                "-f-");
        assertThat(unsafe.stderr()).contains("EO1201");

        deployments
                .kubectl()
                .runWithInput(
                        live.replace("heartbeat.interval: 3 s", "heartbeat.interval: 4 s"),
                        "replace",
                        "-f-")
                .success();
        JsonNode stored = deployments.assertRevision(name, 2);
        assertThat(LiveDeployments.configuration(stored, "heartbeat.interval")).isEqualTo("4 s");
        assertThat(annotation(stored, "injected")).doesNotContain("heartbeat.interval");
    }

    @Test
    void labelOffAndOnAgainIsTheSameRevision() {
        deployments.apply(git());
        JsonNode before = deployments.get(name);

        deployments.on(name, "label", "exactlyonce.io/policy-").success();
        JsonNode released = deployments.get(name);
        assertThat(released.get("spec")).isEqualTo(before.get("spec"));
        assertThat(annotation(released, "released")).isNotEmpty();

        deployments.on(name, "label", "exactlyonce.io/policy=default").success();
        JsonNode after = deployments.assertRevision(name, 1);
        assertThat(after.get("spec")).isEqualTo(before.get("spec"));
        assertThat(annotation(after, "incarnation")).isEqualTo(annotation(before, "incarnation"));
    }

    @Test
    void finalizersAlwaysPassAndADeletionNeverHangs() {
        String policy = "kept-" + name;
        deployments.kubectl().runWithInput(policy(policy), "create", "-f-").success();
        deployments.apply(git().replace("policy: default", "policy: " + policy));
        deployments.kubectl().run("delete", "exactlyoncepolicy", policy).success();

        deployments.merge(name, finalizers("[\"flink.apache.org/test\"]")).success();
        deployments.on(name, "delete", "--wait=false").success();
        deployments.merge(name, finalizers("null")).success();

        assertThat(deployments.on(name, "get").stderr()).contains("not found");
    }

    @Test
    void concurrentWritersGetARevisionEach() {
        deployments.apply(git());

        List<CompletableFuture<Kubectl.Result>> writes =
                IntStream.range(0, WRITERS)
                        .mapToObj(i -> "{\"spec\": {\"image\": \"orders:w" + i + "\"}}")
                        .map(
                                patch ->
                                        CompletableFuture.supplyAsync(
                                                () -> deployments.merge(name, patch)))
                        .toList();
        writes.forEach(write -> write.join().success());

        JsonNode stored = deployments.assertRevision(name, 1 + WRITERS);
        assertThat(stored.at("/metadata/generation").asInt()).isEqualTo(1 + WRITERS);
    }

    @Test
    void ofTwoWritersWithTheSameBasisOneIsToldToReadAgain() {
        deployments.apply(git());
        String live = deployments.on(name, "get", "-oyaml").success();

        List<CompletableFuture<Kubectl.Result>> writes =
                List.of("1.1", "1.2").stream()
                        .map(tag -> live.replace("orders:1.0", "orders:" + tag))
                        .map(
                                file ->
                                        CompletableFuture.supplyAsync(
                                                () ->
                                                        deployments
                                                                .kubectl()
                                                                .runWithInput(
                                                                        file, "replace", "-f-")))
                        .toList();

        assertThat(writes.stream().map(write -> write.join().exitCode()))
                .containsExactlyInAnyOrder(0, 1);
        assertThat(writes.stream().map(write -> write.join().stderr()))
                .anyMatch(text -> text.contains("(Conflict)"));
        deployments.assertRevision(name, 2);
    }

    private String git() {
        return deployments.git(name);
    }

    private String git(String tag) {
        return deployments.git(name, tag);
    }

    private Kubectl.Result diff(String manifest, String... arguments) {
        String[] command =
                Stream.concat(Stream.of("diff", "-f-"), Stream.of(arguments))
                        .toArray(String[]::new);
        return deployments.kubectl().runWithInput(manifest, command);
    }

    private static String policy(String name) {
        return LiveDeployments.POLICY.replace("name: default", "name: " + name);
    }

    private static String finalizers(String value) {
        return "{\"metadata\": {\"finalizers\": " + value + "}}";
    }
}
