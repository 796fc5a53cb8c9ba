package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.port.PodPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.Pods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pods of Flink clusters, by the label {@code app} that Flink and upstream give to each of them
 * ({@code KubernetesUtils.getCommonLabels}, {@code StandaloneKubernetesUtils}).
 */
public final class FlinkPods implements PodPort {
    private static final String LABEL = "app";

    /** Others may give a pod the same {@code app}. */
    private static final String COMPONENT = "component";

    private static final String JOB_MANAGER = "jobmanager";

    /** Its containers have ended and are not started again. */
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;

    public FlinkPods(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Pods pods(String namespace, String deployment) {
        try {
            List<Pod> all =
                    client.pods()
                            .inNamespace(namespace)
                            .withLabel(LABEL, deployment)
                            .withLabelIn(COMPONENT, JOB_MANAGER, "taskmanager")
                            .list()
                            .getItems();
            return new Pods(
                    Optional.ofNullable(
                                    client.apps()
                                            .deployments()
                                            .inNamespace(namespace)
                                            .withName(deployment)
                                            .get())
                            .map(FlinkPods::created)
                            .orElse(null),
                    all.stream().filter(pod -> !hasEnded(pod)).map(FlinkPods::read).toList());
        } catch (KubernetesClientException e) {
            throw new UnavailableException(
                    "the pods of "
                            + namespace
                            + "/"
                            + deployment
                            + " could not be read (HTTP "
                            + e.getCode()
                            + ")",
                    e);
        }
    }

    private static Pods.Pod read(Pod pod) {
        return new Pods.Pod(
                pod.getMetadata().getName(),
                since(pod),
                JOB_MANAGER.equals(pod.getMetadata().getLabels().get(COMPONENT)));
    }

    private static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null && ENDED.contains(pod.getStatus().getPhase());
    }

    /** Of one without a time nothing is known: it counts as the oldest. */
    private static Instant since(HasMetadata object) {
        Instant created = created(object);
        return created == null ? Instant.EPOCH : created;
    }

    private static @Nullable Instant created(HasMetadata object) {
        try {
            return Instant.parse(object.getMetadata().getCreationTimestamp());
        } catch (DateTimeException | NullPointerException e) {
            return null;
        }
    }
}
