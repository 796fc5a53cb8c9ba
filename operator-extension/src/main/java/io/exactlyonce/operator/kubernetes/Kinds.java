package io.exactlyonce.operator.kubernetes;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;

/** Resources that are read without classes of their own. */
public final class Kinds {
    public static final ResourceDefinitionContext FLINK_DEPLOYMENT =
            kind("flink.apache.org", "v1beta1", "FlinkDeployment", "flinkdeployments");
    public static final ResourceDefinitionContext POLICY =
            kind("exactlyonce.io", "v1alpha1", "ExactlyOncePolicy", "exactlyoncepolicies");
    public static final ResourceDefinitionContext LEDGER =
            kind("exactlyonce.io", "v1alpha1", "TransactionLedger", "transactionledgers");
    static final ResourceDefinitionContext SECRET = kind("", "v1", "Secret", "secrets");
    static final ResourceDefinitionContext MUTATING_WEBHOOKS = webhooks("Mutating");
    static final ResourceDefinitionContext VALIDATING_WEBHOOKS = webhooks("Validating");

    private Kinds() {}

    /** For people: that an API server does not know a kind, and how it learns it. */
    static String notInstalled(ResourceDefinitionContext kind) {
        boolean ours = kind.getGroup().equals(POLICY.getGroup());
        return "the CRD "
                + kind.getPlural()
                + "."
                + kind.getGroup()
                + " is not installed; "
                + (ours
                        ? "install those of this release: kubectl apply -f k8s/base/crds"
                        : "install the Flink Kubernetes Operator, whose chart brings it")
                + ". It is looked for again by itself";
    }

    private static ResourceDefinitionContext kind(
            String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    private static ResourceDefinitionContext webhooks(String when) {
        String kind = when + "WebhookConfiguration";
        return new ResourceDefinitionContext.Builder()
                .withGroup("admissionregistration.k8s.io")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(false)
                .build();
    }
}
