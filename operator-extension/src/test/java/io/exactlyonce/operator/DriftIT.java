package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.apiserver.ApiServers;
import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestNamespace;
import io.exactlyonce.operator.apiserver.UpstreamCrd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a GitOps tool does all day: the same files, again and again, in every way in which Argo CD
 * and Flux write. Nothing changes, and nothing shows as a difference; docs/argo-cd.md rests on it.
 *
 * <p>A watch sees every write that the server stores, so twenty rounds need no more than one call
 * of kubectl with the files twenty times over.
 */
@RequiresApiServer(UpstreamCrd.V1_15_LIKE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriftIT {
    private static final int ROUNDS = 20;
    private static final Path EXAMPLES = Path.of("../k8s/examples");
    private static final List<String> NAMES =
            List.of("flights-copy", "flights-dedupe", "flights-totals");

    private LiveDeployments deployments;
    private LiveOperator operator;
    private StoredWrites writes;
    private String git = "";

    /** How the files get to the server; the field manager is Argo CD's. */
    private enum Way {
        APPLY("apply", "-f-"),
        DRY_RUN("apply", "-f-", "--dry-run=server"),
        REPLACE("replace", "-f-"),
        SERVER_SIDE(
                "apply",
                "-f-",
                "--server-side",
                "--force-conflicts",
                "--field-manager=argocd-controller");

        private final String[] command;

        Way(String... command) {
            this.command = command;
        }
    }

    @BeforeAll
    void start(ApiServers servers, @TempDir Path folder) throws IOException {
        TestNamespace namespace = servers.with(UpstreamCrd.V1_15_LIKE).newNamespace("drift");
        deployments = new LiveDeployments(namespace, UpstreamCrd.V1_15_LIKE);
        operator = LiveOperator.start(namespace, folder);
        writes = StoredWrites.of(namespace);
        deployments.apply(example("policy"));
        List<String> files = new ArrayList<>();
        for (String pipeline : List.of("copy", "dedupe", "totals")) {
            files.add(example(pipeline));
        }
        git = String.join("\n---\n", files);
        write(Way.APPLY, 1);
    }

    @AfterAll
    void stop() {
        writes.close();
        operator.close();
    }

    @Test
    @Order(1)
    void applyAndDryRunStoreNothing() {
        Map<String, String> before = stored();
        assertThat(blocks().values()).allMatch(block -> block.contains(".r000001."));

        write(Way.APPLY, ROUNDS);
        write(Way.DRY_RUN, ROUNDS);

        assertThat(stored()).isEqualTo(before);
        assertNoDifference();
    }

    @Test
    @Order(2)
    void dryRunsForetellWhatIsThere() {
        for (Way way : List.of(Way.DRY_RUN, Way.SERVER_SIDE)) {
            String foretold = write(way, 1, "--dry-run=server", "-ojson");

            for (JsonNode item : LiveDeployments.json(foretold).get("items")) {
                JsonNode live = deployments.get(item.at("/metadata/name").asText());
                assertThat(item.get("spec")).isEqualTo(live.get("spec"));
                assertThat(item.at("/metadata/generation"))
                        .isEqualTo(live.at("/metadata/generation"));
            }
        }
    }

    @Test
    @Order(3)
    void replaceKeepsSpecAndBlock() {
        assertEveryWriteKeepsTheBlock(Way.REPLACE, ROUNDS);
        assertNoDifference();
    }

    @Test
    @Order(4)
    void serverSideApplyWithForceStoresNothingNew() {
        assertEveryWriteKeepsTheBlock(Way.SERVER_SIDE, 1);
        Map<String, String> before = storedWithoutTimes();

        assertEveryWriteKeepsTheBlock(Way.SERVER_SIDE, ROUNDS);

        assertThat(storedWithoutTimes()).isEqualTo(before);
        assertNoDifference();
    }

    /** As when a team changes its sync options. */
    @Test
    @Order(5)
    void noWayUndoesWhatAnotherWrote() {
        for (Way way : Way.values()) {
            assertEveryWriteKeepsTheBlock(way, 1);
        }
        assertNoDifference();
    }

    /** A suspend by hand or by an action, of a deployment whose file has no job.state. */
    @Test
    @Order(7)
    void whatGitDoesNotSayStaysUnlessItIsReplaced() {
        String name = "flights-copy";
        deployments.upstream(name, UpstreamStatus.RUNNING);
        deployments.merge(name, "{\"spec\": {\"job\": {\"state\": \"suspended\"}}}").success();

        for (Way way : List.of(Way.APPLY, Way.SERVER_SIDE)) {
            write(way, 2);
            assertThat(deployments.get(name).at("/spec/job/state").asText()).isEqualTo("suspended");
            assertNoDifference();
        }
        assertThat(LiveDeployments.annotation(deployments.get(name), "revision")).isEqualTo("1");

        deployments.upstream(name, UpstreamStatus.SUSPENDED);
        write(Way.REPLACE, 1);
        assertThat(deployments.get(name).at("/spec/job/state").isMissingNode()).isTrue();
        assertThat(LiveDeployments.annotation(deployments.get(name), "revision")).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource
    @Order(6)
    @Tag("slow")
    void afterEachRoundThereIsNoDifference(Way way) {
        Map<String, String> before = blocks();

        for (int round = 0; round < ROUNDS; round++) {
            write(way, 1);
            assertThat(blocks()).isEqualTo(before);
            assertNoDifference();
        }
    }

    private void assertEveryWriteKeepsTheBlock(Way way, int rounds) {
        Map<String, String> before = blocks();
        writes.forget();

        write(way, rounds);

        assertThat(blocks()).isEqualTo(before);
        await("the watch to see the last write").until(() -> writes.haveSeen(stored()));
        writes.all()
                .forEach(
                        object ->
                                assertThat(block(object))
                                        .isEqualTo(
                                                before.get(object.at("/metadata/name").asText())));
    }

    private String write(Way way, int rounds, String... more) {
        List<String> command = new ArrayList<>(List.of(way.command));
        command.addAll(List.of(more));
        return deployments
                .kubectl()
                .runWithInput((git + "\n---\n").repeat(rounds), command.toArray(String[]::new))
                .success();
    }

    private void assertNoDifference() {
        Kubectl.Result difference = deployments.kubectl().runWithInput(git, "diff", "-f-");
        assertThat(difference.stdout()).isEmpty();
        assertThat(difference.exitCode()).as(difference.stderr()).isZero();
    }

    /** Everything: resource version, generation and managed fields as well. */
    private Map<String, String> stored() {
        Map<String, String> stored = new TreeMap<>();
        NAMES.forEach(name -> stored.put(name, deployments.raw(name)));
        return stored;
    }

    private Map<String, String> storedWithoutTimes() {
        Map<String, String> stored = new TreeMap<>();
        NAMES.forEach(name -> stored.put(name, deployments.rawWithoutTimes(name)));
        return stored;
    }

    private Map<String, String> blocks() {
        Map<String, String> blocks = new TreeMap<>();
        NAMES.forEach(name -> blocks.put(name, block(deployments.get(name))));
        return blocks;
    }

    /** What upstream acts on, and what is ours. */
    private static String block(JsonNode object) {
        return object.at("/metadata/generation")
                + "\n"
                + LiveDeployments.annotation(object, "injected")
                + "\n"
                + LiveDeployments.annotation(object, "revision")
                + "\n"
                + object.get("spec");
    }

    private String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name + ".yaml"))
                .replace("namespace: streaming", "namespace: " + deployments.namespace().name());
    }
}
