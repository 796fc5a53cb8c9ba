package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/**
 * The harness itself: a server per CRD, and webhooks that are in effect when their registration
 * returns.
 */
@RequiresApiServer
class ApiServerHarnessIT {
    private static final URI NOBODY = URI.create("https://127.0.0.1:1/");

    @Test
    void kubectlAndClientReachTheSameServer(TestNamespace namespace) {
        assertThat(namespace.kubectl().run("version", "-ojson").success())
                .contains('"' + namespace.server().version() + '"');
        assertThat(namespace.client().namespaces().withName(namespace.name()).get()).isNotNull();
    }

    @Test
    void onlyTheAdministratorMayDoEverything(TestNamespace namespace) {
        Kubectl.Result result =
                namespace.kubectl().with("--as=somebody").run("get", "flinkdeployments");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.stderr()).contains("Forbidden");
    }

    @Test
    void nestedConfigurationAndFlink2NeedTheNewerCrd(ApiServers servers) {
        String manifest =
                FlinkDeployments.labelled("nested")
                        .replace("v1_20", "v2_2")
                        .replace(
                                "    taskmanager.numberOfTaskSlots: \"2\"",
                                "    taskmanager: {numberOfTaskSlots: 2}");
        TestNamespace older = servers.with(UpstreamCrd.V1_10).newNamespace("nested");
        TestNamespace newer = servers.with(UpstreamCrd.V1_15_LIKE).newNamespace("nested");

        Kubectl.Result refused =
                older.kubectl().runWithInput(manifest, "create", "--validate=false", "-f-");
        newer.kubectl().runWithInput(manifest, "create", "-f-").success();

        assertThat(refused.stderr()).contains("spec.flinkVersion", "spec.flinkConfiguration");
        JsonNode stored =
                TestApiServer.yaml(
                        newer.kubectl().run("get", "flinkdeployment/nested", "-ojson").success());
        assertThat(stored.at("/spec/flinkConfiguration/taskmanager/numberOfTaskSlots").asInt())
                .isEqualTo(2);
    }

    @Test
    void installedCrdIsReplacedByTheNextOne(TestApiServer server) {
        String crd =
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: samples.test.exactlyonce.io}
                spec:
                  group: test.exactlyonce.io
                  names: {kind: Sample, plural: samples, singular: sample}
                  scope: Namespaced
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, description: "FIRST"}}
                """;

        server.install(crd);
        server.install(crd.replace("FIRST", "SECOND"));

        assertThat(
                        server.kubectl()
                                .run("get", "crd/samples.test.exactlyonce.io", "-oyaml")
                                .success())
                .contains("description: SECOND")
                .doesNotContain("FIRST");
    }

    @Test
    @SuppressWarnings("try") // Being registered is what it is for.
    void webhookThatNobodyAnswersRefusesLabelledDeploymentsOfItsNamespaceOnly(TestApiServer server)
            throws IOException {
        TestNamespace guarded = server.newNamespace("guarded");
        TestNamespace other = server.newNamespace("other");
        String labelled = FlinkDeployments.labelled("job");
        String unlabelled = labelled.replace(WebhookTarget.POLICY_LABEL, "unrelated");

        try (WebhookTarget gone =
                WebhookTarget.register(
                        guarded, NOBODY, NOBODY, server.authority().certificatePem())) {
            assertThat(guarded.kubectl().runWithInput(labelled, "create", "-f-").stderr())
                    .contains("flinkdeployments.exactlyonce.io");
            guarded.kubectl().runWithInput(unlabelled, "create", "-f-").success();
            other.kubectl().runWithInput(labelled, "create", "-f-").success();
        }

        guarded.kubectl().runWithInput(labelled, "apply", "-f-").success();
    }
}
