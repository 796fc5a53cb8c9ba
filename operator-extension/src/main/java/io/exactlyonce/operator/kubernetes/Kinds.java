package io.exactlyonce.operator.kubernetes;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Resources that are read without classes of their own. */
public final class Kinds {
    public static final ResourceDefinitionContext FLINK_DEPLOYMENT =
            kind("flink.apache.org", "v1beta1", "FlinkDeployment", "flinkdeployments");
    public static final ResourceDefinitionContext POLICY =
            kind("exactlyonce.io", "v1alpha1", "ExactlyOncePolicy", "exactlyoncepolicies");
    public static final ResourceDefinitionContext LEDGER =
            kind("exactlyonce.io", "v1alpha1", "TransactionLedger", "transactionledgers");

    private Kinds() {}

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
}
