package io.exactlyonce.operator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The versions of upstream's FlinkDeployment CRD that the operator must live with. A server has one
 * of them.
 */
public enum UpstreamCrd {
    /**
     * As released with 1.10: {@code flinkConfiguration} is a map of strings, Flink 2 is unknown.
     */
    V1_10 {
        @Override
        JsonNode read() {
            return released();
        }
    },

    /**
     * As of 1.15, in the two places that matter to the operator: {@code flinkConfiguration} is any
     * YAML, and {@code flinkVersion} knows Flink 2. What else 1.15 adds (status conditions, {@code
     * autoscalerResetNonce}, life-cycle states, new fields of pods) is not in it. Upstream's own
     * file takes its place if the environment variable {@value #FOLDER_OF_UPSTREAMS_OWN} names a
     * folder with it.
     */
    V1_15_LIKE {
        @Override
        JsonNode read() {
            String folder = System.getenv(FOLDER_OF_UPSTREAMS_OWN);
            return folder == null ? likeV1_15(released()) : parse(Path.of(folder, FILE));
        }
    };

    /** The resource's name in commands and rules. */
    public static final String PLURAL = "flinkdeployments";

    private static final String FOLDER_OF_UPSTREAMS_OWN = "EO_UPSTREAM_CRDS";
    private static final String FILE = "flinkdeployments.flink.apache.org-v1.yml";
    private static final YAMLMapper YAML = new YAMLMapper();

    abstract JsonNode read();

    /** The CustomResourceDefinition as JSON. */
    public String json() {
        return read().toString();
    }

    private static JsonNode likeV1_15(JsonNode crd) {
        ObjectNode spec =
                (ObjectNode)
                        crd.at(
                                "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
        spec.putObject("flinkConfiguration").put("x-kubernetes-preserve-unknown-fields", true);
        ((ArrayNode) spec.at("/flinkVersion/enum")).add("v2_0").add("v2_1").add("v2_2");
        return crd;
    }

    private static JsonNode released() {
        try (InputStream file =
                UpstreamCrd.class.getResourceAsStream("/META-INF/fabric8/" + FILE)) {
            if (file == null) {
                throw new IllegalStateException(
                        FILE + " is not on the class path: flink-kubernetes-operator-api has it");
            }
            return YAML.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
