package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a write leaves alone everything that we answer for: the spec, the label, the annotations
 * of our domain. Upstream's finalizers, other people's labels and a deletion go through even if the
 * object is unsafe as it is. The webhook's match conditions say the same where the server has them.
 */
final class Sameness {
    private static final String DOMAIN = "exactlyonce.io/";

    private Sameness() {}

    static boolean forUs(FlinkDeployment stored, FlinkDeployment written) {
        return stored.spec().equals(written.spec())
                && stored.policyName().equals(written.policyName())
                && ours(stored).equals(ours(written));
    }

    private static Map<String, Object> ours(FlinkDeployment deployment) {
        Map<String, Object> ours =
                new TreeMap<>(deployment.object().object("metadata", "annotations").values());
        ours.keySet().removeIf(name -> !name.startsWith(DOMAIN));
        return ours;
    }
}
