package io.exactlyonce.operator.deployment;

import java.util.Optional;

/**
 * A {@code FlinkDeployment} as it was read: a view, never a copy that could lose a field.
 *
 * @param object the whole resource
 * @param lastApplied what {@code kubectl apply} keeps of the user's file, parsed; {@link
 *     Fields#EMPTY} if absent
 * @param lastReconciled {@code status.reconciliationStatus.lastReconciledSpec}, parsed: its {@code
 *     spec} records what upstream did last; {@link Fields#EMPTY} if nothing yet
 * @param lastStable {@code status.reconciliationStatus.lastStableSpec}, parsed
 */
public record FlinkDeployment(
        Fields object, Fields lastApplied, Fields lastReconciled, Fields lastStable) {
    /** Label that names the policy, and so puts a deployment under our care. */
    public static final String POLICY_LABEL = "exactlyonce.io/policy";

    /** Field manager of everything this operator writes by itself. */
    public static final String FIELD_MANAGER = "exactly-once-operator";

    /**
     * Our annotation that records what we added; a file that holds it is a copy of a live object.
     */
    public static final String INJECTED_ANNOTATION = "exactlyonce.io/injected";

    /** A deployment without history, as a file or a CREATE has it. */
    public static FlinkDeployment of(Fields object) {
        return new FlinkDeployment(object, Fields.EMPTY, Fields.EMPTY, Fields.EMPTY);
    }

    /** The same history with another object. */
    public FlinkDeployment withObject(Fields changed) {
        return new FlinkDeployment(changed, lastApplied, lastReconciled, lastStable);
    }

    public String namespace() {
        return object.text("metadata", "namespace").orElse("default");
    }

    /** Empty text for an object that is to be named by the server. */
    public String name() {
        return object.text("metadata", "name").orElse("");
    }

    /** Empty before the server has stored the object. */
    public Optional<String> uid() {
        return object.text("metadata", "uid");
    }

    /** 0 before the server has stored the object. */
    public long generation() {
        return object.number("metadata", "generation").orElse(0L);
    }

    public Optional<String> label(String name) {
        return object.text("metadata", "labels", name);
    }

    public Optional<String> annotation(String name) {
        return object.text("metadata", "annotations", name);
    }

    /** Name of the policy in the label; empty if the deployment is not ours to look after. */
    public Optional<String> policyName() {
        return label(POLICY_LABEL);
    }

    public boolean isBeingDeleted() {
        return object.has("metadata", "deletionTimestamp");
    }

    public Fields spec() {
        return object.object("spec");
    }

    public FlinkConfiguration configuration() {
        return FlinkConfiguration.of(spec());
    }

    /** False for a session cluster. */
    public boolean hasJob() {
        return spec().has("job");
    }

    /** {@code job.state}; upstream's default is running. */
    public boolean wantsSuspended() {
        return spec().text("job", "state").filter("suspended"::equals).isPresent();
    }

    /** {@code spec.flinkVersion}; text not known, empty text included, is kept as it is. */
    public FlinkVersion flinkVersion() {
        return FlinkVersion.parse(spec().text("flinkVersion").orElse(""));
    }

    public DeploymentMode mode() {
        return DeploymentMode.of(spec());
    }

    /** What of the spec is the user's; ask it once and keep it, it is computed anew. */
    public Claims claims() {
        return Claims.of(this);
    }

    /** Whether a flat key of {@code flinkConfiguration} is the user's. */
    public boolean userClaimsConfiguration(String key) {
        return claims().ofConfiguration(key);
    }

    /** Whether a field is the user's, by its path from the spec on. */
    public boolean userClaims(String... specPath) {
        return claims().of(specPath);
    }

    public DeploymentStatus status() {
        return new DeploymentStatus(object.object("status"), lastReconciled, lastStable);
    }
}
