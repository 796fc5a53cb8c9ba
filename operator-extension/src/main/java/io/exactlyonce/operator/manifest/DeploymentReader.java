package io.exactlyonce.operator.manifest;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.Optional;

/**
 * A resource to the core's view of it, with the records that stand in it as text. Such a text can
 * be cut, edited by hand or of another version: one that cannot be read counts as absent, which is
 * never the weaker reading (nothing is known of what was applied or deployed).
 */
public final class DeploymentReader {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private DeploymentReader() {}

    /** The view of a whole resource, whatever lacks in it. */
    public static FlinkDeployment read(Fields object) {
        return new FlinkDeployment(
                object,
                parsed(object.text("metadata", "annotations", LAST_APPLIED)),
                parsed(object.text("status", "reconciliationStatus", "lastReconciledSpec")),
                parsed(object.text("status", "reconciliationStatus", "lastStableSpec")));
    }

    private static Fields parsed(Optional<String> text) {
        if (text.isEmpty()) {
            return Fields.EMPTY;
        }
        try {
            return Json.read(text.get());
        } catch (ManifestException e) {
            return Fields.EMPTY;
        }
    }
}
