package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where an object is kept.
 *
 * @param group empty for the core group
 * @param plural as in the URL
 */
record Resource(String group, String version, String plural, String kind) {
    static final Resource FLINK_DEPLOYMENT =
            new Resource("flink.apache.org", "v1beta1", "flinkdeployments", "FlinkDeployment");
    static final Resource POLICY =
            new Resource("exactlyonce.io", "v1alpha1", "exactlyoncepolicies", "ExactlyOncePolicy");
    static final Resource SECRET = new Resource("", "v1", "secrets", "Secret");

    String collection(String namespace) {
        String root = group.isEmpty() ? "/api/" : "/apis/" + group + "/";
        return root + version + "/namespaces/" + namespace + "/" + plural;
    }

    String path(String namespace, String name) {
        return collection(namespace) + "/" + name;
    }

    static String namespace(JsonNode object) {
        return object.path("metadata").path("namespace").asText();
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }
}
