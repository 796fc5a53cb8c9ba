package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** argocd-cm.yaml is made of the scripts; a drift breaks the build. */
class ArgoConfigMapTest {
    private static final Path FILE = ArgoFiles.FOLDER.resolve("argocd-cm.yaml");
    private static final String HEALTH = "resource.customizations.health.";
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void theConfigMapHoldsTheScripts() throws IOException {
        String expected = configMap();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(FILE, expected);
        }

        assertThat(Files.readString(FILE))
                .as(
                        "regenerate, and read what changed: mvn test -pl k8s -am"
                                + " -Dtest=ArgoConfigMapTest -Dregenerate=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(expected);
    }

    @Test
    void argoReadsEveryScriptAsItIs() throws IOException {
        JsonNode data = YAML.readTree(Files.readString(FILE)).get("data");

        ArgoFiles.healthScripts()
                .forEach(
                        (kind, script) ->
                                assertThat(data.path(HEALTH + kind).asText())
                                        .isEqualTo(script.source()));
        for (String kind : ArgoFiles.kindsWithActions()) {
            JsonNode actions =
                    YAML.readTree(data.get("resource.customizations.actions." + kind).asText());
            ArgoFiles.actionScripts(kind)
                    .forEach(
                            (name, script) ->
                                    assertThat(stored(actions, name)).isEqualTo(script.source()));
        }
    }

    private static String stored(JsonNode actions, String name) {
        if (name.equals(ArgoFiles.DISCOVERY)) {
            return actions.get("discovery.lua").asText();
        }
        for (JsonNode definition : actions.get("definitions")) {
            if (definition.get("name").asText().equals(name)) {
                return definition.get("action.lua").asText();
            }
        }
        return "none";
    }

    private static String configMap() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Made of the scripts in health/ and actions/ by a test; edit those. A patch of the ConfigMap that every Argo CD has:
                        # kubectl -n argocd patch configmap argocd-cm --patch-file k8s/argocd/argocd-cm.yaml
                        apiVersion: v1
                        kind: ConfigMap
                        metadata:
                          name: argocd-cm
                          namespace: argocd
                          labels:
                            app.kubernetes.io/name: argocd-cm
                            app.kubernetes.io/part-of: argocd
                        data:
                        """);
        ArgoFiles.healthScripts()
                .forEach((kind, script) -> text.append(block("health." + kind, script.source())));
        for (String kind : ArgoFiles.kindsWithActions()) {
            text.append(block("actions." + kind, actions(kind)));
        }
        return text.toString();
    }

    private static String actions(String kind) {
        StringBuilder text = new StringBuilder();
        ArgoScript discovery = ArgoFiles.action(kind, ArgoFiles.DISCOVERY);
        text.append("discovery.lua: |\n").append(discovery.source().indent(2));
        text.append("definitions:\n");
        ArgoFiles.actionScripts(kind)
                .forEach(
                        (name, script) -> {
                            if (!name.equals(ArgoFiles.DISCOVERY)) {
                                text.append("- name: ").append(name).append("\n");
                                text.append("  action.lua: |\n").append(script.source().indent(4));
                            }
                        });
        return text.toString();
    }

    private static String block(String key, String content) {
        String indented = content.indent(4).replaceAll("(?m)^ +$", "");
        return "  resource.customizations." + key + ": |\n" + indented;
    }
}
