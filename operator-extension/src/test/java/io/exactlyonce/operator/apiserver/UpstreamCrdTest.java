package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class UpstreamCrdTest {
    private static final String SPEC =
            "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties";

    @Test
    void releasedCrdKnowsNeitherFlink2NorNestedConfiguration() {
        JsonNode spec = TestApiServer.yaml(UpstreamCrd.V1_10.json()).at(SPEC);

        assertThat(spec.at("/flinkVersion/enum").toString()).endsWith("\"v1_20\"]");
        assertThat(spec.at("/flinkConfiguration/additionalProperties/type").asText())
                .isEqualTo("string");
    }

    @Test
    void newerCrdKnowsBoth() {
        JsonNode spec = TestApiServer.yaml(UpstreamCrd.V1_15_LIKE.json()).at(SPEC);

        assertThat(spec.at("/flinkVersion/enum").toString())
                .endsWith("\"v1_20\",\"v2_0\",\"v2_1\",\"v2_2\"]");
        assertThat(spec.get("flinkConfiguration").toString())
                .isEqualTo("{\"x-kubernetes-preserve-unknown-fields\":true}");
    }
}
