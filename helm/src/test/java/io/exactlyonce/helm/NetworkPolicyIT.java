package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.exactlyonce.operator.flink.JobManagerAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The NetworkPolicy of the page is for the pods that the chart makes. No node enforces it here. */
@RequiresApiServer
class NetworkPolicyIT {
    private final Manifest policy =
            Manifest.all(Page.of("docs/install.md").yaml("NetworkPolicy")).get(0);
    private final Manifest deployment =
            Chart.render("").object("Deployment", "exactly-once-operator");

    @Test
    void serverTakesEveryFieldOfIt(TestApiServer server) {
        server.kubectl().run("create", "namespace", policy.namespace()); // or it is there

        server.kubectl().runWithInput(policy.toString(), "apply", "-f-").success();

        String kept =
                server.kubectl()
                        .with("--namespace=" + policy.namespace())
                        .run("get", "networkpolicy", policy.name(), "--output=yaml")
                        .success();
        assertThat(withProtocols(Manifest.all(kept).get(0))).isEqualTo(withProtocols(policy));
    }

    @Test
    void isForThePodsOfTheChartAndThatOfHelmTest() {
        assertThat(policy.namespace()).isEqualTo(deployment.namespace());
        assertThat(policy.json().at("/spec/podSelector"))
                .isEqualTo(deployment.json().at("/spec/selector"));
        JsonNode asking = Chart.hooks("", Chart.KUBERNETES).objects().get(0).json();
        assertThat(asking.at("/metadata/labels").properties())
                .containsAll(
                        policy.json()
                                .at("/spec/ingress/1/from/1/podSelector/matchLabels")
                                .properties());
    }

    @Test
    void letsInToEveryPortOfTheContainer() {
        assertThat(ports("ingress"))
                .containsExactlyElementsOf(
                        deployment
                                .json()
                                .at("/spec/template/spec/containers/0/ports")
                                .findValues("containerPort")
                                .stream()
                                .map(JsonNode::asInt)
                                .toList());
    }

    @Test
    void letsOutToTheJobManagers() {
        String address = JobManagerAddress.SERVICE.base().replaceAll("[{}]", "");

        assertThat(ports("egress")).contains(URI.create(address).getPort());
    }

    private List<Integer> ports(String direction) {
        return policy.json().at("/spec/" + direction).findValues("port").stream()
                .map(JsonNode::asInt)
                .toList();
    }

    /** A server writes the protocol where none is named. */
    private static JsonNode withProtocols(Manifest manifest) {
        JsonNode spec = manifest.json().get("spec").deepCopy();
        for (JsonNode ports : spec.findValues("ports")) {
            for (JsonNode port : ports) {
                if (!port.has("protocol")) {
                    ((ObjectNode) port).put("protocol", "TCP");
                }
            }
        }
        return spec;
    }
}
