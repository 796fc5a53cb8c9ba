package io.exactlyonce.operator.apiserver;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A webhook registered as the operator's is, but by URL instead of service, and for one test
 * namespace: FlinkDeployments with our label are mutated and validated, FlinkSessionJobs with it
 * and every scale of a FlinkDeployment are validated, and a webhook that cannot be reached refuses.
 *
 * <p>Servers learn of a registration a moment after it was written. So each carries an entry of its
 * own for a labelled ConfigMap that no server answers: when such a one is refused, the registration
 * is in effect.
 */
public final class WebhookTarget implements AutoCloseable {
    /** The label by which a FlinkDeployment comes under a policy. */
    public static final String POLICY_LABEL = "exactlyonce.io/policy";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SESSION_JOBS = "flinksessionjobs";
    private static final String PROBE = "probe.exactlyonce.io";
    private static final URI NOBODY = URI.create("https://127.0.0.1:1/");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestNamespace namespace;
    private final String caPem;

    private WebhookTarget(TestNamespace namespace, String caPem) {
        this.namespace = namespace;
        this.caPem = caPem;
    }

    /**
     * Registers a webhook and returns when the server calls it.
     *
     * @param mutate for the namespace's labelled FlinkDeployments, {@code https://127.0.0.1:…}
     * @param validate for the same, and for {@code flinkdeployments/scale}
     * @param caPem who signed the webhook's certificate
     */
    public static WebhookTarget register(
            TestNamespace namespace, URI mutate, URI validate, String caPem) {
        WebhookTarget target = new WebhookTarget(namespace, caPem);
        ObjectNode mutating = target.configuration(Kind.MUTATING);
        target.addLabelled(mutating, UpstreamCrd.PLURAL, mutate)
                .put("reinvocationPolicy", "IfNeeded");
        ObjectNode validating = target.configuration(Kind.VALIDATING);
        target.addLabelled(validating, UpstreamCrd.PLURAL, validate);
        target.addLabelled(validating, SESSION_JOBS, validate);
        target.addScale(validating, validate);
        for (ObjectNode configuration : List.of(mutating, validating)) {
            namespace.kubectl().runWithInput(configuration.toString(), "create", "-f-").success();
        }
        target.awaitInEffect(true);
        return target;
    }

    /** Removes the registration and returns when the server calls the webhook no more. */
    @Override
    public void close() {
        for (Kind kind : Kind.values()) {
            namespace.kubectl().run("delete", kind.resource(), namespace.name()).success();
        }
        awaitInEffect(false);
    }

    private enum Kind {
        MUTATING("Mutating"),
        VALIDATING("Validating");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        String kind() {
            return prefix + "WebhookConfiguration";
        }

        String resource() {
            return kind().toLowerCase(Locale.ROOT);
        }
    }

    private ObjectNode configuration(Kind kind) {
        ObjectNode configuration = JSON.createObjectNode();
        configuration.put("apiVersion", "admissionregistration.k8s.io/v1");
        configuration.put("kind", kind.kind());
        configuration.putObject("metadata").put("name", namespace.name());
        configuration.putArray("webhooks");
        ObjectNode probe = add(configuration, PROBE, NOBODY);
        rule(probe, "", "configmaps", "CREATE");
        probe.putObject("objectSelector").putObject("matchLabels").put("probe", kind.prefix);
        return configuration;
    }

    private ObjectNode addLabelled(ObjectNode configuration, String plural, URI url) {
        ObjectNode webhook = add(configuration, plural + ".exactlyonce.io", url);
        rule(webhook, "flink.apache.org", plural, "CREATE", "UPDATE");
        webhook.putObject("objectSelector")
                .putArray("matchExpressions")
                .addObject()
                .put("key", POLICY_LABEL)
                .put("operator", "Exists");
        return webhook;
    }

    /** Without objectSelector: what comes is a {@code Scale}, which has no labels. */
    private void addScale(ObjectNode configuration, URI url) {
        ObjectNode webhook = add(configuration, "scale.exactlyonce.io", url);
        rule(webhook, "flink.apache.org", UpstreamCrd.PLURAL + "/scale", "UPDATE");
    }

    private ObjectNode add(ObjectNode configuration, String name, URI url) {
        ObjectNode webhook = ((ArrayNode) configuration.get("webhooks")).addObject();
        webhook.put("name", name);
        webhook.putObject("clientConfig")
                .put("url", url.toString())
                .put("caBundle", ServerFolder.base64(caPem));
        webhook.put("failurePolicy", "Fail");
        webhook.put("sideEffects", "None");
        webhook.putArray("admissionReviewVersions").add("v1");
        webhook.putObject("namespaceSelector")
                .putObject("matchLabels")
                .put(TestNamespace.LABEL, namespace.name());
        return webhook;
    }

    private static void rule(
            ObjectNode webhook, String group, String resource, String... operations) {
        ObjectNode rule = webhook.putArray("rules").addObject();
        rule.putArray("apiGroups").add(group);
        rule.putArray("apiVersions").add("*");
        rule.putArray("resources").add(resource);
        ArrayNode on = rule.putArray("operations");
        List.of(operations).forEach(on::add);
    }

    private void awaitInEffect(boolean expected) {
        for (Kind kind : Kind.values()) {
            await(kind + " webhook of " + namespace.name() + " in effect: " + expected)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> isProbeRefused(kind) == expected);
        }
    }

    private boolean isProbeRefused(Kind kind) {
        String probe =
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: probe, labels: {probe: %s}}
                """
                        .formatted(kind.prefix);
        Kubectl.Result result =
                namespace.kubectl().runWithInput(probe, "create", "--dry-run=server", "-f-");
        return result.exitCode() != 0 && result.stderr().contains(PROBE);
    }
}
