package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.apiserver.ApiServers;
import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.exactlyonce.operator.apiserver.UpstreamCrd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The commands of docs/argo-cd.md and docs/flux.md, as they stand there. */
@RequiresApiServer(UpstreamCrd.V1_15_LIKE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GitOpsPagesIT {
    private static final Path REPOSITORY = Path.of("..");
    private static final String KUBECTL = "kubectl ";

    private Kubectl kubectl;

    /** Namespaces that every Argo CD and Flux has, and their kinds, which take anything here. */
    @BeforeAll
    void installArgoAndFlux(ApiServers servers) {
        TestApiServer server = servers.with(UpstreamCrd.V1_15_LIKE);
        kubectl = server.kubectl();
        for (String namespace : List.of("argocd", "flux-system")) {
            kubectl.run("create", "namespace", namespace).success();
        }
        kubectl.run("-n", "argocd", "create", "configmap", "argocd-cm", "--from-literal=url=mine")
                .success();
        server.install(anyKind("argoproj.io", "v1alpha1", "Application"));
        server.install(anyKind("argoproj.io", "v1alpha1", "AppProject"));
        server.install(anyKind("kustomize.toolkit.fluxcd.io", "v1", "Kustomization"));
        server.install(anyKind("source.toolkit.fluxcd.io", "v1", "GitRepository"));
    }

    @Test
    void theCommandsOfBothPagesWork() throws IOException {
        List<String> commands = new ArrayList<>(commandsOf("argo-cd.md"));
        commands.addAll(commandsOf("flux.md"));
        assertThat(commands).hasSizeGreaterThanOrEqualTo(5);

        for (String command : commands) {
            String[] words =
                    command.substring(KUBECTL.length())
                            .replace("k8s/", REPOSITORY + "/k8s/")
                            .split(" ");
            assertThat(kubectl.run(words).success()).as(command).isNotBlank();
        }

        JsonNode data =
                LiveDeployments.json(
                                kubectl.run("-n", "argocd", "get", "configmap/argocd-cm", "-ojson")
                                        .success())
                        .get("data");
        assertThat(data.path("url").asText()).as("what was there before").isEqualTo("mine");
        assertThat(
                        data.path("resource.customizations.health.flink.apache.org_FlinkDeployment")
                                .asText())
                .isNotEmpty();
        assertThat(kubectl.run("-n", "argocd", "get", "applications", "-oname").success())
                .contains("exactly-once-operator", "streaming-pipelines");
    }

    /** Lines of the pages' shell blocks; each has to be one command of kubectl. */
    private static List<String> commandsOf(String page) throws IOException {
        List<String> commands = new ArrayList<>();
        boolean isShell = false;
        for (String line : Files.readAllLines(REPOSITORY.resolve("docs").resolve(page))) {
            if (line.startsWith("```")) {
                isShell = line.equals("```sh");
            } else if (isShell) {
                assertThat(line).as(page).startsWith(KUBECTL);
                commands.add(line);
            }
        }
        return commands;
    }

    private static String anyKind(String group, String version, String kind) {
        String plural = kind.toLowerCase(Locale.ROOT).replaceAll("y$", "ie") + "s";
        return """
               apiVersion: apiextensions.k8s.io/v1
               kind: CustomResourceDefinition
               metadata: {name: %1$s.%2$s}
               spec:
                 group: %2$s
                 scope: Namespaced
                 names: {kind: %4$s, plural: %1$s}
                 versions:
                   - name: %3$s
                     served: true
                     storage: true
                     schema:
                       openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
               """
                .formatted(plural, group, version, kind);
    }
}
