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
    private static final String[] LAST_APPLIED = {
        "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"
    };
    private static final String[] LAST_RECONCILED = {
        "status", "reconciliationStatus", "lastReconciledSpec"
    };
    private static final String[] LAST_STABLE = {
        "status", "reconciliationStatus", "lastStableSpec"
    };

    private DeploymentReader() {}

    /** The view of a whole resource, whatever lacks in it. */
    public static FlinkDeployment read(Fields object) {
        return new FlinkDeployment(
                object,
                parsed(object.text(LAST_APPLIED)),
                parsed(object.text(LAST_RECONCILED)),
                parsed(object.text(LAST_STABLE)));
    }

    /**
     * As above, for a write of an object: most of its records are those of the stored one, which
     * are not parsed again.
     */
    public static FlinkDeployment read(Fields object, FlinkDeployment stored) {
        return new FlinkDeployment(
                object,
                parsed(object, stored, stored.lastApplied(), LAST_APPLIED),
                parsed(object, stored, stored.lastReconciled(), LAST_RECONCILED),
                parsed(object, stored, stored.lastStable(), LAST_STABLE));
    }

    private static Fields parsed(
            Fields object, FlinkDeployment stored, Fields known, String... path) {
        Optional<String> text = object.text(path);
        return text.equals(stored.object().text(path)) ? known : parsed(text);
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
