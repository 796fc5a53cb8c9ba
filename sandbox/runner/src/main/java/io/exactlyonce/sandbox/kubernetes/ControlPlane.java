package io.exactlyonce.sandbox.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.sandbox.cluster.FlinkDeployment;
import io.exactlyonce.sandbox.cluster.InVainException;
import io.exactlyonce.sandbox.cluster.Revision;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cluster's control plane with one FlinkDeployment in it: the real exactly-once operator beside
 * an API server and an upstream that are played. Every change goes the way it goes in a cluster:
 * {@code kubectl apply} → webhook → store → upstream → processes.
 */
public final class ControlPlane implements AutoCloseable {
    private final ApiServer api;
    private final OperatorProcess operator;
    private final Kubectl kubectl;
    private final Upstream upstream;
    private final Manifests manifests;

    private ControlPlane(Sandbox sandbox, Manifests manifests, long seed) {
        this.manifests = manifests;
        this.api = ApiServer.start(KafkaBroker.freePort());
        Path folder = sandbox.workspace().folder("operator");
        Path kubeconfig = folder.resolve("kubeconfig");
        api.writeKubeconfig(kubeconfig);
        ServingCertificate certificate = ServingCertificate.create(folder);
        this.operator = OperatorProcess.start(sandbox, kubeconfig, certificate.folder());
        this.kubectl =
                new Kubectl(api, new Webhook(certificate.trusted(), operator.webhookPort(), seed));
        this.upstream = new Upstream(sandbox, api);
    }

    /**
     * Starts it in the background, with the policy of the examples in it.
     *
     * @param seed of the ids that an API server gives to requests
     */
    public static ControlPlane start(Sandbox sandbox, long seed) {
        Manifests manifests = new Manifests(sandbox.distribution().examples());
        ControlPlane plane = new ControlPlane(sandbox, manifests, seed);
        ObjectNode policy = manifests.policy(sandbox);
        plane.api.create(Resource.SECRET, manifests.secret(policy));
        plane.api.create(Resource.POLICY, policy);
        return plane;
    }

    /** Waits until the operator serves. */
    public void awaitReady() {
        operator.awaitReady();
    }

    public Manifests manifests() {
        return manifests;
    }

    /** {@code kubectl apply}; upstream has not acted on it yet when this returns. */
    public Answer apply(ObjectNode manifest) throws IOException, InterruptedException {
        Optional<ObjectNode> stored = kubectl.get(manifest);
        if (stored.isPresent()) {
            upstream.observe(stored.get());
        }
        return kubectl.apply(manifest);
    }

    /** Waits until what is stored is what runs. */
    public void reconcile(ObjectNode manifest) throws IOException, InterruptedException {
        upstream.reconcile(
                kubectl.get(manifest)
                        .orElseThrow(() -> new InVainException("Nothing was applied yet")));
    }

    /** What runs now. */
    public FlinkDeployment running() {
        return upstream.running();
    }

    /** What was deployed last. */
    public Revision revision() {
        return upstream.revision();
    }

    /** The savepoint that the last suspend or upgrade took; empty before the first one. */
    public Optional<String> savepoint() {
        return upstream.savepoint();
    }

    @Override
    public void close() {
        api.close();
    }
}
