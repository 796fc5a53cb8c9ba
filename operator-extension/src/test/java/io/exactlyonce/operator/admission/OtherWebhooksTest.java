package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.operator.admission.DeploymentAdmission.Phase;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.zjsonpatch.JsonPatch;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A write of somebody else changes nothing of ours, so the API server does not ask {@code /mutate};
 * then another mutating webhook changes the object, and {@code /validate} is asked alone.
 */
class OtherWebhooksTest {
    private static final String UNASKED = "the object was not completed";
    private static final String ALTERED = "the object is not as it was completed";

    private final FakeKubernetes kubernetes = new FakeKubernetes();
    private Fields stored = Fields.EMPTY;

    /**
     * What another webhook does in a write that sets a label of somebody's.
     *
     * @param admitted whether that is safe as it is
     * @param says what the refusal has to name
     */
    record Change(String name, UnaryOperator<Fields> webhook, boolean admitted, List<String> says) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void create() throws Exception {
        kubernetes.policies.put(
                "ns/default",
                new PolicyLookup.Found(
                        "default", PolicyReader.read(Samples.policy()), BrokerContract.UNKNOWN));
        Fields written = Samples.deployment("orders");
        stored = Samples.live(completed(Reviews.create(written), written));
    }

    static Stream<Change> changes() {
        return Stream.of(takesARevision(), isUndone(), isSafe()).flatMap(List::stream);
    }

    private static List<Change> takesARevision() {
        return List.of(
                refused(
                        "the image by its digest",
                        object -> object.with("orders@sha256:0", "spec", "image"),
                        UNASKED,
                        "once spec.image changes",
                        Annotations.REVISION,
                        "matchConditions: never"),
                refused(
                        "a sidecar",
                        object ->
                                object.with(
                                        List.of("sidecar"), "spec", "podTemplate", "spec", "hosts"),
                        UNASKED,
                        "spec.podTemplate.spec.hosts"),
                refused(
                        "another parallelism",
                        object -> object.with(4, "spec", "job", "parallelism"),
                        UNASKED,
                        "spec.job.parallelism"),
                refused(
                        "more fields than anybody reads",
                        OtherWebhooksTest::manySettings,
                        UNASKED,
                        "and 15 more"));
    }

    private static List<Change> isUndone() {
        return List.of(
                refused(
                        "our setting taken out",
                        object ->
                                object.without(
                                        "spec", "flinkConfiguration", FakeDecisions.PREFIX_KEY),
                        ALTERED,
                        FakeDecisions.PREFIX_KEY),
                refused(
                        "our annotation taken out",
                        object -> object.without("metadata", "annotations", Annotations.INJECTED),
                        ALTERED,
                        Annotations.INJECTED),
                refused(
                        "an unsafe setting",
                        object ->
                                object.with(
                                        "AT_LEAST_ONCE",
                                        "spec",
                                        "flinkConfiguration",
                                        "execution.checkpointing.mode"),
                        "not safe for exactly-once",
                        "execution.checkpointing.mode"),
                refused(
                        "the label taken off",
                        object ->
                                object.without("metadata", "labels", FlinkDeployment.POLICY_LABEL),
                        UNASKED,
                        Annotations.RELEASED));
    }

    private static List<Change> isSafe() {
        return List.of(
                admitted("nothing", UnaryOperator.identity()),
                admitted(
                        "what upstream acts on without a restart",
                        object ->
                                object.with(
                                        "5",
                                        "spec",
                                        "flinkConfiguration",
                                        "kubernetes.operator.savepoint.history.max.count")),
                admitted(
                        "a savepoint asked for",
                        object -> object.with(7, "spec", "job", "savepointTriggerNonce")),
                admitted(
                        "an annotation of its own",
                        object -> object.with("yes", "metadata", "annotations", "scanned")));
    }

    private static Change refused(String name, UnaryOperator<Fields> webhook, String... says) {
        return new Change(name, webhook, false, List.of(says));
    }

    private static Change admitted(String name, UnaryOperator<Fields> webhook) {
        return new Change(name, webhook, true, List.of());
    }

    private static Fields manySettings(Fields object) {
        Fields changed = object;
        for (int i = 0; i < 20; i++) {
            changed = changed.with("other", "spec", "flinkConfiguration", "team.setting-" + i);
        }
        return changed;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatNobodyCompletedIsAdmittedOnlyIfItLacksNothing(Change change) throws Exception {
        Fields written = change.webhook().apply(labelled(stored));

        AdmissionResponse answer = answer(Phase.VALIDATE, Reviews.update(written, stored));

        assertThat(answer.getAllowed()).isEqualTo(change.admitted());
        if (!change.admitted()) {
            assertThat(answer.getStatus().getMessage()).contains(change.says());
        }
        AdmissionResponse completion = answer(Phase.MUTATE, Reviews.update(written, stored));
        assertThat(completion.getAllowed() && completion.getPatch() == null)
                .as("admitted exactly if there is nothing to complete")
                .isEqualTo(change.admitted());
    }

    @Test
    void sameChangeInTheManifestIsCompletedAndPasses() throws Exception {
        Fields edited = stored.with("orders@sha256:0", "spec", "image");

        Fields completed = completed(Reviews.update(edited, stored), edited);

        assertThat(answer(Phase.VALIDATE, Reviews.update(completed, stored)).getAllowed()).isTrue();
        assertThat(
                        answer(Phase.VALIDATE, Reviews.update(labelled(completed), completed))
                                .getAllowed())
                .isTrue();
    }

    @Test
    void labelThatAnotherWebhookPutsOnANewDeploymentIsNoCareTaken() throws Exception {
        AdmissionResponse answer =
                answer(Phase.VALIDATE, Reviews.create(Samples.deployment("orders")));

        assertThat(answer.getAllowed()).isFalse();
        assertThat(answer.getStatus().getMessage())
                .startsWith(UNASKED)
                .contains(
                        "another mutating webhook put the label exactlyonce.io/policy on",
                        "put the label into the manifest")
                .containsPattern("and \\d+ more")
                .doesNotContain("changes", "matchConditions");
    }

    private static Fields labelled(Fields object) {
        return object.with("somebody", "metadata", "labels", "owner");
    }

    private AdmissionResponse answer(Phase phase, String review) throws Exception {
        DeploymentAdmission admission =
                new DeploymentAdmission(
                        phase, Decisions.planned(), kubernetes, new Watch(List.of()));
        return admission.handle(
                ReviewReader.read(review.getBytes(StandardCharsets.UTF_8)).getRequest());
    }

    private Fields completed(String review, Fields written) throws Exception {
        AdmissionResponse response = answer(Phase.MUTATE, review);
        assertThat(response.getStatus()).isNull();
        byte[] patch = Base64.getDecoder().decode(response.getPatch());
        return Json.fields(JsonPatch.apply(new ObjectMapper().readTree(patch), Json.tree(written)));
    }
}
