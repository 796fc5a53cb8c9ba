package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.StatedStart;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.rule.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cluster with some deployments and policies, by namespace and name. */
final class FakeKubernetes implements KubernetesPort {
    final Map<String, FlinkDeployment> deployments = new ConcurrentHashMap<>();
    final Map<String, PolicyLookup.Found> policies = new ConcurrentHashMap<>();
    volatile boolean available = true;

    @Override
    public PolicyLookup policy(String namespace, String name) {
        if (!available) {
            throw new UnavailableException(
                    "the policy " + namespace + "/" + name + " could not be read",
                    new IllegalStateException("down"));
        }
        PolicyLookup.Found found = policies.get(namespace + "/" + name);
        return found == null ? new PolicyLookup.Missing(name) : found;
    }

    @Override
    public Surroundings surroundings(AdmissionRequest request) {
        return Surroundings.NONE;
    }

    @Override
    public List<StatedStart> starts(String namespace) {
        return deployments.values().stream().map(StatedStart::of).toList();
    }

    @Override
    public Optional<FlinkDeployment> deployment(String namespace, String name) {
        return Optional.ofNullable(deployments.get(namespace + "/" + name));
    }
}
