package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.apiserver.RecordingWebhook.Review;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/**
 * What the operator's admission takes for granted about Kubernetes, seen with the real server and
 * the real kubectl.
 *
 * <p>How often one update comes is no fact: the server may start from an old object of its cache
 * that is out of date, call the webhook with that, and then again with the current one.
 */
@RequiresApiServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamFactsIT {
    private static final String INJECTED =
            "/spec/flinkConfiguration/" + RecordingWebhook.INJECTED_KEY;

    private final TestNamespace namespace;
    private final Kubectl kubectl;
    private RecordingWebhook webhook;
    private WebhookTarget registration;
    private String name = "";

    UpstreamFactsIT(TestNamespace namespace) {
        this.namespace = namespace;
        this.kubectl = namespace.kubectl();
    }

    @BeforeAll
    void putTheWebhookBeforeTheServer() throws IOException {
        CertificateAuthority authority = namespace.server().authority();
        webhook = RecordingWebhook.start(authority.issueServer());
        registration =
                WebhookTarget.register(
                        namespace,
                        webhook.mutate(),
                        webhook.validate(),
                        authority.certificatePem());
    }

    @AfterAll
    void takeTheWebhookAway() {
        registration.close();
        webhook.close();
    }

    @BeforeEach
    void aDeploymentOfItsOwn(TestInfo test) {
        name = "job-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        webhook.forget();
    }

    @Test
    void mutatingSeesNoUidOfANewObjectAndAFreshOneOfTheRequest() {
        // Given one manifest that is tried out and then created
        apply(manifest(), "--dry-run=server");
        apply(manifest());

        // Then
        assertThat(webhook.mutations())
                .hasSize(2)
                .allSatisfy(
                        review -> {
                            assertThat(review.text("/operation")).isEqualTo("CREATE");
                            assertThat(review.request().at("/object/metadata").has("uid"))
                                    .isFalse();
                            assertThat(review.text("/uid")).isNotBlank();
                        })
                .extracting(review -> review.text("/uid"))
                .doesNotHaveDuplicates();
        assertThat(webhook.mutations())
                .extracting(review -> review.request().get("dryRun").asBoolean())
                .containsExactly(true, false);
    }

    @Test
    void mutatingSeesNoNameOfAGeneratedOne() {
        kubectl.runWithInput(
                        manifest().replace("name: " + name, "generateName: " + name),
                        "create",
                        "-f-")
                .success();

        Review review = webhook.mutations().get(0);
        assertThat(review.text("/name")).isEmpty();
        assertThat(review.request().at("/object/metadata").has("name")).isFalse();
        assertThat(webhook.validations().get(0).text("/object/metadata/name")).startsWith(name);
    }

    @Test
    void whatTheWebhookAddsBelongsToNoManager() {
        apply(manifest());

        JsonNode stored = get();
        assertThat(stored.at(INJECTED).asText()).isEqualTo(RecordingWebhook.INJECTED_VALUE);
        assertThat(stored.at("/metadata/managedFields").toString())
                .contains("f:taskmanager.numberOfTaskSlots")
                .doesNotContain(RecordingWebhook.INJECTED_KEY);
    }

    @Test
    void clientSideApplyOfTheGitFormChangesNothing() {
        apply(manifest());
        JsonNode first = get();

        for (int i = 0; i < 3; i++) {
            assertThat(apply(manifest())).contains("unchanged");
        }

        assertThat(get()).isEqualTo(first);
        assertThat(kubectl.runWithInput(manifest(), "diff", "-f-").success()).isEmpty();
    }

    @Test
    void serverSideApplyOfTheGitFormNeverRemovesWhatWasAdded() {
        apply(manifest(), "--server-side");
        JsonNode first = get();

        for (List<String> force : List.of(List.<String>of(), List.of("--force-conflicts"))) {
            apply(manifest(), withServerSide(force));
            apply(manifest(), withServerSide(force));
        }

        JsonNode last = get();
        assertThat(last.get("spec")).isEqualTo(first.get("spec"));
        assertThat(last.at(INJECTED).asText()).isEqualTo(RecordingWebhook.INJECTED_VALUE);
        assertThat(last.at("/metadata/generation")).isEqualTo(first.at("/metadata/generation"));
        assertThat(last.at("/metadata/managedFields").toString())
                .doesNotContain(RecordingWebhook.INJECTED_KEY);
    }

    @Test
    void aDeletedKeyComesBackInTheSameWrite() {
        apply(manifest());
        JsonNode first = get();

        kubectl.run(
                        "patch",
                        "flinkdeployment",
                        name,
                        "--type=json",
                        "-p=[{\"op\": \"remove\", \"path\": \"%s\"}]".formatted(INJECTED))
                .success();

        assertThat(get().get("spec")).isEqualTo(first.get("spec"));
        assertThat(get().at("/metadata/generation")).isEqualTo(first.at("/metadata/generation"));
    }

    @Test
    void scaleSendsAScaleWithoutLabels() {
        apply(manifest());
        webhook.forget();

        kubectl.run("scale", "flinkdeployment", name, "--replicas=2").success();

        assertThat(webhook.mutations()).isEmpty();
        Review review = webhook.validations().get(0);
        assertThat(review.text("/operation")).isEqualTo("UPDATE");
        assertThat(review.text("/subResource")).isEqualTo("scale");
        assertThat(review.text("/name")).isEqualTo(name);
        assertThat(review.text("/kind/kind")).isEqualTo("Scale");
        assertThat(review.request().at("/object/metadata").has("labels")).isFalse();
        assertThat(review.request().at("/oldObject/spec/replicas").asInt()).isEqualTo(1);
        assertThat(review.request().at("/object/spec/replicas").asInt()).isEqualTo(2);
        assertThat(get().at("/spec/taskManager/replicas").asInt()).isEqualTo(2);
    }

    @Test
    void scaleOfAnUnlabelledDeploymentIsSentToo() {
        apply(manifest().replace(WebhookTarget.POLICY_LABEL, "unrelated"));
        assertThat(webhook.mutations()).isEmpty();

        kubectl.run("scale", "flinkdeployment", name, "--replicas=2").success();

        assertThat(webhook.validations()).isNotEmpty();
    }

    @Test
    void removingTheLabelIsSeenAndNothingAfterwards() {
        apply(manifest());
        webhook.forget();

        kubectl.run("label", "flinkdeployment", name, WebhookTarget.POLICY_LABEL + "-").success();

        assertThat(webhook.mutations())
                .isNotEmpty()
                .allSatisfy(review -> assertThat(isLabelled(review, "object")).isFalse())
                .allSatisfy(review -> assertThat(isLabelled(review, "oldObject")).isTrue());
        await().untilAsserted(
                        () -> {
                            webhook.forget();
                            annotate("later=" + System.nanoTime());
                            assertThat(webhook.mutations()).isEmpty();
                        });
    }

    @Test
    void finalizerWritesAreSentWithAnEqualSpecUnderDeletionToo() {
        apply(manifest());
        webhook.forget();

        patch("{\"metadata\": {\"finalizers\": [\"flink.apache.org/test\"]}}");
        assertThat(webhook.mutations()).isNotEmpty().allSatisfy(this::hasEqualSpecs);
        assertThat(webhook.mutations()).noneMatch(this::isUnderDeletion);

        kubectl.run("delete", "flinkdeployment", name, "--wait=false").success();
        webhook.forget();
        patch("{\"metadata\": {\"finalizers\": null}}");
        assertThat(webhook.mutations()).isNotEmpty().allSatisfy(this::hasEqualSpecs);
        assertThat(webhook.mutations()).anyMatch(this::isUnderDeletion);
        assertThat(kubectl.run("get", "flinkdeployment", name).stderr()).contains("not found");
    }

    @Test
    void statusWritesAreNotSent() {
        apply(manifest());
        webhook.forget();

        namespace
                .client()
                .genericKubernetesResources("flink.apache.org/v1beta1", "FlinkDeployment")
                .inNamespace(namespace.name())
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"error\": \"seen\"}}");

        assertThat(get().at("/status/error").asText()).isEqualTo("seen");
        assertThat(webhook.mutations()).isEmpty();
        assertThat(webhook.validations()).isEmpty();
    }

    private String apply(String manifest, String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "apply";
        command[1] = "-f-";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return kubectl.runWithInput(manifest, command).success();
    }

    private static String[] withServerSide(List<String> more) {
        return Stream.concat(Stream.of("--server-side"), more.stream()).toArray(String[]::new);
    }

    private void patch(String mergePatch) {
        kubectl.run("patch", "flinkdeployment", name, "--type=merge", "-p", mergePatch).success();
    }

    private JsonNode get() {
        return TestApiServer.yaml(kubectl.run("get", "flinkdeployment", name, "-ojson").success());
    }

    private void annotate(String annotation) {
        kubectl.run("annotate", "flinkdeployment", name, "--overwrite", annotation).success();
    }

    private void hasEqualSpecs(Review review) {
        assertThat(review.request().at("/object/spec"))
                .isEqualTo(review.request().at("/oldObject/spec"));
    }

    private boolean isUnderDeletion(Review review) {
        return review.request().at("/object/metadata").has("deletionTimestamp");
    }

    private static boolean isLabelled(Review review, String object) {
        return review.request()
                .at("/" + object + "/metadata/labels")
                .has(WebhookTarget.POLICY_LABEL);
    }

    private String manifest() {
        return FlinkDeployments.labelled(name);
    }
}
