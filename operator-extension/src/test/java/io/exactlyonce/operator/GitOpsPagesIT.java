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

/** The commands of the pages about GitOps and of the examples' README, as they stand there. */
@RequiresApiServer(UpstreamCrd.V1_15_LIKE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GitOpsPagesIT {
    private static final String VERIFY =
            "java -jar operator-extension/target/exactly-once-operator.jar verify -f k8s/examples";

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
        server.installOurs();
        server.install(anyKind("argoproj.io", "v1alpha1", "Application"));
        server.install(anyKind("argoproj.io", "v1alpha1", "AppProject"));
        server.install(anyKind("kustomize.toolkit.fluxcd.io", "v1", "Kustomization"));
        server.install(anyKind("source.toolkit.fluxcd.io", "v1", "GitRepository"));
    }

    @Test
    void theCommandsOfBothPagesWork() throws IOException {
        List<String> commands = new ArrayList<>(commandsOf("docs/argo-cd.md"));
        commands.addAll(commandsOf("docs/flux.md"));
        assertThat(commands).hasSizeGreaterThanOrEqualTo(5).allMatch(GitOpsPagesIT::isOfKubectl);

        commands.forEach(this::run);

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

    /**
     * Without a webhook in the namespace: what upstream would see if the operator were not there.
     */
    @Test
    void theExamplesAreAppliedAsTheirReadmeSays() throws IOException {
        List<String> commands = commandsOf("k8s/examples/README.md");
        int apply = commands.indexOf(VERIFY);
        assertThat(apply).as(VERIFY).isNotNegative();
        kubectl.run("create", "namespace", "streaming").success();

        commands.subList(apply + 1, commands.size()).forEach(this::run);
        String everything = run("kubectl apply -k k8s/examples");

        assertThat(everything.lines()).hasSize(8);
        assertThat(kubectl.run("-n", "streaming", "get", "flinkdeployments", "-oname").success())
                .contains("order-counts", "orders-upper-case", "payments-copy", "flights-totals");
    }

    private String run(String command) {
        String[] words =
                command.substring(KUBECTL.length())
                        .replace("k8s/", REPOSITORY + "/k8s/")
                        .split(" ");
        String printed = kubectl.run(words).success();
        assertThat(printed).as(command).isNotBlank();
        return printed;
    }

    private static boolean isOfKubectl(String command) {
        return command.startsWith(KUBECTL);
    }

    /** Lines of a page's shell blocks, in order. */
    private static List<String> commandsOf(String page) throws IOException {
        List<String> commands = new ArrayList<>();
        boolean isShell = false;
        for (String line : Files.readAllLines(REPOSITORY.resolve(page))) {
            if (line.startsWith("```")) {
                isShell = line.equals("```sh");
            } else if (isShell) {
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
