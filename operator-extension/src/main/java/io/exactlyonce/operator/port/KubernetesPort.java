package io.exactlyonce.operator.port;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.StatedStart;
import io.exactlyonce.operator.rule.Surroundings;
import java.util.List;
import java.util.Optional;

/**
 * What has to be known of the cluster to judge a write. Every method throws {@link
 * UnavailableException} if the API server does not answer: unknown is never taken for absent.
 */
public interface KubernetesPort {

    /** The policy of a namespace; asked of the API server if no watch has shown it yet. */
    PolicyLookup policy(String namespace, String name);

    /** What else is in the cluster that matters for a write. */
    Surroundings surroundings(AdmissionRequest request);

    /** What the labelled deployments of a namespace are started from. */
    List<StatedStart> starts(String namespace);

    /** A deployment as it is stored now, read past all caches; empty if there is none. */
    Optional<FlinkDeployment> deployment(String namespace, String name);
}
