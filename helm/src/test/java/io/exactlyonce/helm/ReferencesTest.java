package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.cli.ReadyCommand;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What one object says of another is true of it, in every set of values. */
class ReferencesTest {
    static Stream<ValueSet> sets() {
        return ValueSet.all().stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void selectorsFindThePods(ValueSet set) {
        Rendered rendered = set.render();
        Map<String, String> labels = texts(Workload.of(rendered).template().at("/metadata/labels"));
        List<JsonNode> selectors =
                rendered.objects().stream()
                        .flatMap(
                                object ->
                                        Stream.of(
                                                object.json().at("/spec/selector/matchLabels"),
                                                object.kind().equals("Service")
                                                        ? object.json().at("/spec/selector")
                                                        : object.json().path("none")))
                        .filter(JsonNode::isObject)
                        .toList();

        // The Deployment's own and the Service's at least.
        assertThat(selectors).hasSizeGreaterThanOrEqualTo(2);
        selectors.forEach(
                selector -> assertThat(labels.entrySet()).containsAll(texts(selector).entrySet()));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void portsAreThoseOfTheContainer(ValueSet set) {
        Rendered rendered = set.render();
        Workload workload = Workload.of(rendered);
        List<String> named =
                Stream.of(
                                rendered.objects().stream()
                                        .map(Manifest::json)
                                        .flatMap(
                                                json ->
                                                        json
                                                                .at("/spec/podMetricsEndpoints")
                                                                .findValuesAsText("port")
                                                                .stream()),
                                rendered.objects().stream()
                                        .filter(object -> object.kind().equals("Service"))
                                        .flatMap(
                                                service ->
                                                        service
                                                                .json()
                                                                .findValuesAsText("targetPort")
                                                                .stream()),
                                Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                                        .map(
                                                probe ->
                                                        workload.container()
                                                                .path(probe)
                                                                .at("/httpGet/port")
                                                                .asText()))
                        .flatMap(names -> names)
                        .toList();

        assertThat(workload.portNames()).containsAll(named);
        assertThat(named).containsAll(workload.portNames());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void volumesAreMountedAndThere(ValueSet set) {
        Workload workload = Workload.of(set.render());

        assertThat(workload.container().path("volumeMounts").findValuesAsText("mountPath"))
                .doesNotHaveDuplicates();
        assertThat(names(workload.container().path("volumeMounts")))
                .isEqualTo(names(workload.pod().path("volumes")));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void bindingsBindRolesThatAreThereToTheAccountOfThePod(ValueSet set) {
        Rendered rendered = set.render();
        Workload workload = Workload.of(rendered);
        String account = workload.pod().path("serviceAccountName").asText();
        Set<String> roles =
                rendered.objects().stream()
                        .filter(object -> object.kind().endsWith("Role"))
                        .map(role -> role.kind() + " " + role.namespace() + "/" + role.name())
                        .collect(Collectors.toSet());
        for (Manifest binding : rendered.objects()) {
            if (binding.kind().endsWith("RoleBinding")) {
                JsonNode role = binding.json().get("roleRef");
                assertThat(roles)
                        .contains(
                                role.path("kind").asText()
                                        + " "
                                        + binding.namespace()
                                        + "/"
                                        + role.path("name").asText());
                JsonNode subject = binding.json().at("/subjects/0");
                assertThat(subject.path("name").asText()).isEqualTo(account);
                assertThat(subject.path("namespace").asText())
                        .isEqualTo(workload.deployment().namespace());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void webhooksCallAPortOfTheService(ValueSet set) {
        Rendered rendered = set.render();
        for (Manifest configuration : rendered.objects()) {
            for (JsonNode webhook : configuration.json().path("webhooks")) {
                JsonNode called = webhook.at("/clientConfig/service");
                Manifest service = rendered.object("Service", called.path("name").asText());

                assertThat(service.namespace()).isEqualTo(called.path("namespace").asText());
                assertThat(service.json().at("/spec/ports").findValuesAsText("port"))
                        .contains(called.path("port").asText());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void certificateIsForTheServiceAndGoesIntoTheSecretThatIsMounted(ValueSet set) {
        Rendered rendered = set.render();
        JsonNode mounted = Workload.of(rendered).pod().path("volumes");
        for (Manifest certificate : rendered.objects()) {
            if (certificate.kind().equals("Certificate")) {
                JsonNode spec = certificate.json().get("spec");
                Manifest service =
                        rendered.objects().stream()
                                .filter(object -> object.kind().equals("Service"))
                                .findFirst()
                                .orElseThrow();

                assertThat(spec.at("/dnsNames/0").asText())
                        .isEqualTo(service.name() + "." + service.namespace() + ".svc");
                assertThat(mounted.findValuesAsText("secretName"))
                        .contains(spec.path("secretName").asText());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void helmTestAsksTheServiceWithACommandOfTheOperator(ValueSet set) {
        Rendered rendered = set.render();
        Manifest test = set.hooks().objects().get(0);
        JsonNode container = test.json().at("/spec/containers/0");
        List<String> arguments =
                container.path("args").valueStream().map(JsonNode::asText).toList();
        URI asked = URI.create(arguments.get(1));
        Manifest service = rendered.object("Service", asked.getHost().split("\\.")[0]);

        assertThat(arguments.get(0)).isEqualTo("ready");
        assertThat(new CommandLine(new ReadyCommand()).parseArgs(arguments.get(1)).errors())
                .isEmpty();
        assertThat(asked.getHost()).isEqualTo(service.name() + "." + service.namespace() + ".svc");
        assertThat(service.json().at("/spec/ports").findValuesAsText("port"))
                .contains(Integer.toString(asked.getPort()));
        assertThat(container.get("image"))
                .isEqualTo(Workload.of(rendered).container().get("image"));
    }

    private static Set<String> names(JsonNode values) {
        return values.valueStream()
                .map(value -> value.path("name").asText())
                .collect(Collectors.toSet());
    }

    private static Map<String, String> texts(JsonNode object) {
        return object.properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().asText()));
    }
}
