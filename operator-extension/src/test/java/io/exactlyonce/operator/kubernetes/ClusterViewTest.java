package io.exactlyonce.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.PlannedForks;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.rule.Neighbour;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private final MockCluster cluster = new MockCluster();
    private ClusterView view;

    @BeforeEach
    void start() {
        UpstreamDefaults defaults =
                new UpstreamDefaults(new TreeMap<>(Map.of("execution.checkpointing.mode", "X")));
        view =
                ClusterView.start(
                        cluster.client(),
                        new Watch(List.of()),
                        EndpointBounds.ANY,
                        defaults,
                        PlannedForks.NONE);
        await().until(
                        () ->
                                view.healthChecks().stream()
                                        .allMatch(
                                                check ->
                                                        check.health().state()
                                                                == HealthCheck.State.READY));
    }

    @AfterEach
    void stop() {
        view.close();
        cluster.close();
    }

    @Test
    void policyThatNoWatchHasShownYetIsAskedFor() throws ManifestException {
        store(
                "{apiVersion: exactlyonce.io/v1alpha1, kind: ExactlyOncePolicy,"
                        + " metadata: {name: default, namespace: a}, spec: {}}");

        assertThat(view.policy("a", "default")).isInstanceOf(PolicyLookup.Found.class);
        assertThat(view.policy("a", "other")).isEqualTo(new PolicyLookup.Missing("other"));
        assertThat(view.policy("b", "default")).isEqualTo(new PolicyLookup.Missing("default"));
    }

    @Test
    void watchedPolicyNeedsNoServer() throws ManifestException {
        store(
                "{apiVersion: exactlyonce.io/v1alpha1, kind: ExactlyOncePolicy,"
                        + " metadata: {name: default, namespace: a}, spec: {}}");
        await().until(() -> view.healthChecks().get(0).health().detail().equals("knows 1"));
        cluster.shutDown();

        assertThat(view.policy("a", "default")).isInstanceOf(PolicyLookup.Found.class);
        assertThatThrownBy(() -> view.policy("a", "other"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("the ExactlyOncePolicy a/other could not be read");
    }

    @Test
    void neighboursAreAllLabelledDeploymentsWithTheirEffectiveDirectoriesAndPrefix()
            throws ManifestException {
        store(deployment("a", "orders", "{execution.checkpointing.dir: s3://x/orders}"));
        store(
                deployment(
                        "b",
                        "orders",
                        "{state: {checkpoints: {dir: s3://x/b}}, high-availability.storageDir: s3://x/ha}"));
        store(deployment("a", "other", "{exactly-once.sink.transactional-id-prefix: eo1.a.}"));
        store(deployment("a", "plain", "{}").replace("exactlyonce.io/policy", "else"));

        await().untilAsserted(
                        () ->
                                assertThat(neighbours("a", "orders"))
                                        .containsExactlyInAnyOrder(
                                                Neighbour.of(
                                                        "a", "orders", "s3://x/orders", "", ""),
                                                Neighbour.of(
                                                        "b", "orders", "s3://x/b", "s3://x/ha", ""),
                                                Neighbour.of("a", "other", "", "", "eo1.a.")));
    }

    @Test
    void changesAndDeletionsOfNeighboursAreSeen() throws ManifestException {
        store(deployment("a", "other", "{execution.checkpointing.dir: s3://x/1}"));
        await().until(() -> neighbours("a", "orders").size() == 1);
        String changed = deployment("a", "other", "{state.checkpoints.dir: s3://x/2}");
        stored(changed).update();
        await().untilAsserted(
                        () ->
                                assertThat(neighbours("a", "orders"))
                                        .containsExactly(
                                                Neighbour.of("a", "other", "s3://x/2", "", "")));
        stored(changed).delete();
        await().until(() -> neighbours("a", "orders").isEmpty());
    }

    @Test
    void nameIsTakenByADeploymentThatUpstreamDidNotMake() throws ManifestException {
        assertThat(isNameTaken("orders")).isFalse();
        cluster.client().resource(appsDeployment("orders").build()).create();
        assertThat(isNameTaken("orders")).isTrue();

        cluster.client()
                .resource(
                        appsDeployment("owned")
                                .editMetadata()
                                .addNewOwnerReference()
                                .withApiVersion("flink.apache.org/v1beta1")
                                .withKind("FlinkDeployment")
                                .withName("owned")
                                .withUid("1")
                                .endOwnerReference()
                                .endMetadata()
                                .build())
                .create();
        cluster.client()
                .resource(
                        appsDeployment("recovered")
                                .editMetadata()
                                .addToAnnotations(
                                        "flinkdeployment.flink.apache.org/generation", "3")
                                .endMetadata()
                                .build())
                .create();
        assertThat(isNameTaken("owned")).isFalse();
        assertThat(isNameTaken("recovered")).isFalse();
    }

    @Test
    void deploymentIsReadWithItsHistory() throws ManifestException {
        store(
                deployment("a", "orders", "{}")
                        + "\nstatus: {reconciliationStatus: {lastReconciledSpec: "
                        + "'{\"spec\":{\"image\":\"i\"}}'}}");

        assertThat(view.deployment("a", "orders"))
                .hasValueSatisfying(
                        found -> {
                            assertThat(found.policyName()).contains("default");
                            assertThat(found.status().reconciledSpec().text("image")).contains("i");
                        });
        assertThat(view.deployment("a", "none")).isEmpty();
    }

    @Test
    void upstreamsDefaultsComeAlong() throws ManifestException {
        assertThat(view.surroundings(create("a", "orders")).upstreamDefaults())
                .containsEntry("execution.checkpointing.mode", "X");
    }

    @Test
    void policyWithAServerOutOfBoundsCannotBeUsed() throws ManifestException {
        store(
                "{apiVersion: exactlyonce.io/v1alpha1, kind: ExactlyOncePolicy,"
                        + " metadata: {name: own, namespace: a}, spec: {kafka:"
                        + " {bootstrapServers: 'localhost:9092'},"
                        + " checkpoints: {storage: s3://flink/prod}}}");

        assertThat(view.policy("a", "own"))
                .isInstanceOfSatisfying(
                        PolicyLookup.Found.class,
                        found ->
                                assertThat(found.reading())
                                        .isInstanceOf(PolicyReading.Invalid.class));
    }

    @Test
    void beforeTheFirstListNothingIsTakenForAbsent() {
        cluster.shutDown();
        try (ClusterView blind =
                ClusterView.start(
                        cluster.newClient(),
                        new Watch(List.of("a", "b")),
                        EndpointBounds.ANY,
                        UpstreamDefaults.UNKNOWN,
                        PlannedForks.NONE)) {
            assertThat(blind.healthChecks())
                    .allSatisfy(
                            check ->
                                    assertThat(check.health().state())
                                            .isEqualTo(HealthCheck.State.NOT_READY));
            assertThatThrownBy(() -> blind.surroundings(create("a", "orders")))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("not all known yet");
        }
    }

    private List<Neighbour> neighbours(String namespace, String name) throws ManifestException {
        return view.surroundings(create(namespace, name)).neighbours().all();
    }

    private boolean isNameTaken(String name) throws ManifestException {
        return view.surroundings(create("a", name)).nameTaken();
    }

    private static AdmissionRequest create(String namespace, String name) throws ManifestException {
        FlinkDeployment written =
                DeploymentReader.read(Yaml.readAll(deployment(namespace, name, "{}")).get(0));
        return new AdmissionRequest("uid", written, null);
    }

    private static DeploymentBuilder appsDeployment(String name) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName(name)
                .endMetadata();
    }

    private static String deployment(String namespace, String name, String configuration) {
        return """
        apiVersion: flink.apache.org/v1beta1
        kind: FlinkDeployment
        metadata:
          name: %s
          namespace: %s
          labels: {exactlyonce.io/policy: default}
        spec:
          flinkVersion: v2_2
          flinkConfiguration: %s
          job: {}"""
                .formatted(name, namespace, configuration);
    }

    private void store(String yaml) throws ManifestException {
        stored(yaml).create();
    }

    /** Named by its kind: the server in process cannot be asked which kinds there are. */
    private Resource<GenericKubernetesResource> stored(String yaml) throws ManifestException {
        Fields fields = Yaml.readAll(yaml).get(0);
        ResourceDefinitionContext kind =
                fields.text("kind").filter("FlinkDeployment"::equals).isPresent()
                        ? Kinds.FLINK_DEPLOYMENT
                        : Kinds.POLICY;
        return cluster.client()
                .genericKubernetesResources(kind)
                .inNamespace(fields.text("metadata", "namespace").orElseThrow())
                .resource(new ResourceFields(cluster.client()).write(fields));
    }
}
