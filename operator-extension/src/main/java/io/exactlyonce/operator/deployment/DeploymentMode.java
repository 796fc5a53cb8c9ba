package io.exactlyonce.operator.deployment;

/** {@code spec.mode}: who starts the TaskManagers. */
public enum DeploymentMode {
    /** Flink itself asks Kubernetes for them; upstream's default. */
    NATIVE,
    /** Upstream keeps a Deployment of them. */
    STANDALONE;

    /** Anything but {@code standalone} is native, as upstream has it for an absent mode. */
    public static DeploymentMode of(Fields spec) {
        return spec.text("mode").filter("standalone"::equals).isPresent() ? STANDALONE : NATIVE;
    }
}
