package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.operator.admission.DeploymentAdmission.Phase;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both phases with the real planners: what the one completes, the other confirms. */
class PlannedAdmissionTest {
    private final FakeKubernetes kubernetes = new FakeKubernetes();

    @BeforeEach
    void addPolicy() throws ManifestException {
        Fields policy =
                Yaml.readAll(
                                """
                                apiVersion: exactlyonce.io/v1alpha1
                                kind: ExactlyOncePolicy
                                metadata: {name: default, namespace: ns}
                                spec:
                                  kafka: {bootstrapServers: "kafka.ns.svc:9092"}
                                  checkpoints: {storage: "s3://bucket/flink"}
                                """)
                        .get(0);
        kubernetes.policies.put(
                "ns/default",
                new PolicyLookup.Found(
                        "default", PolicyReader.read(policy), BrokerContract.UNKNOWN));
    }

    @Test
    void completedCreateIsConfirmedAndAnAlteredOneIsNot() throws Exception {
        Fields written = deployment();

        Fields completed = patched(written, answer(Phase.MUTATE, Reviews.create(written)));

        assertThat(completed.has("metadata", "annotations", Annotations.INCARNATION)).isTrue();
        AdmissionResponse confirmed = answer(Phase.VALIDATE, Reviews.create(completed));
        assertThat(confirmed.getStatus()).isNull();
        assertThat(confirmed.getAllowed()).isTrue();
        Fields altered = completed.without("spec", "flinkConfiguration", FakeDecisions.PREFIX_KEY);
        assertThat(answer(Phase.VALIDATE, Reviews.create(altered)).getAllowed()).isFalse();
        assertThat(answer(Phase.VALIDATE, Reviews.create(written)).getAllowed()).isFalse();
    }

    @Test
    void completedUpdateIsConfirmed() throws Exception {
        Fields written = deployment();
        Fields stored = patched(written, answer(Phase.MUTATE, Reviews.create(written)));
        Fields edited = written.with("image:2", "spec", "image");

        Fields completed = patched(edited, answer(Phase.MUTATE, Reviews.update(edited, stored)));

        assertThat(completed.text("metadata", "annotations", Annotations.REVISION)).contains("2");
        AdmissionResponse confirmed = answer(Phase.VALIDATE, Reviews.update(completed, stored));
        assertThat(confirmed.getStatus()).isNull();
        assertThat(confirmed.getAllowed()).isTrue();
        assertThat(answer(Phase.VALIDATE, Reviews.update(edited, stored)).getAllowed()).isFalse();
    }

    private static Fields deployment() throws ManifestException {
        return Yaml.readAll(
                        """
                        apiVersion: flink.apache.org/v1beta1
                        kind: FlinkDeployment
                        metadata:
                          name: orders
                          namespace: ns
                          labels: {exactlyonce.io/policy: default}
                        spec:
                          image: image:1
                          flinkVersion: v2_2
                          flinkConfiguration: {taskmanager.numberOfTaskSlots: "2"}
                          jobManager: {resource: {memory: 1g, cpu: 1}}
                          taskManager: {resource: {memory: 1g, cpu: 1}}
                          job: {jarURI: "local:///job.jar", parallelism: 2}
                        """)
                .get(0);
    }

    private AdmissionResponse answer(Phase phase, String review) throws ManifestException {
        DeploymentAdmission admission =
                new DeploymentAdmission(
                        phase, Decisions.planned(), kubernetes, new Watch(List.of()));
        return admission.handle(
                ReviewReader.read(review.getBytes(StandardCharsets.UTF_8)).getRequest());
    }

    private static Fields patched(Fields written, AdmissionResponse response)
            throws IOException, ManifestException {
        assertThat(response.getStatus()).isNull();
        byte[] patch = Base64.getDecoder().decode(response.getPatch());
        return Json.fields(JsonPatch.apply(new ObjectMapper().readTree(patch), Json.tree(written)));
    }
}
