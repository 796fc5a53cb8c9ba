package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Helm says at the end of an installation. */
class NotesTest {
    private static final Pattern DOCUMENT = Pattern.compile("(?s)<<EOF\\n(.*?)\\nEOF");

    @Test
    void policyInThemIsOneOnceItsPlaceholdersAreFilledIn() throws Exception {
        Matcher document = DOCUMENT.matcher(Chart.notes(""));
        assertThat(document.find()).isTrue();
        String policy =
                document.group(1).replace("HOST:PORT", "kafka:9092").replace("BUCKET/", "flink/");

        // kubectl up to 1.32 at least takes a document that begins with a brace for JSON.
        assertThat(policy).doesNotStartWith("{");
        assertThat(PolicyReader.read(Yaml.readAll(policy).get(0)))
                .isInstanceOf(PolicyReading.Valid.class);
    }

    @Test
    void commandsNameWhatWasInstalled() {
        assertThat(Chart.notes(""))
                .contains(
                        "looks after all namespaces",
                        "kubectl -n exactly-once-system rollout status"
                                + " deployment/exactly-once-operator",
                        "namespace: default",
                        "kubectl get eop,txl -A")
                .doesNotContain("The webhook is off");
        assertThat(Chart.notes("{watchNamespaces: [shop, bank], fullnameOverride: eo}"))
                .contains(
                        "looks after shop, bank",
                        "deployment/eo",
                        "namespace: shop",
                        "kubectl get eop,txl -n shop");
        assertThat(Chart.notes("{webhook: {enabled: false}}")).contains("The webhook is off");
    }
}
