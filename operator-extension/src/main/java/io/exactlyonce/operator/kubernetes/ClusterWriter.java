package io.exactlyonce.operator.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.port.UnavailableException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Writes of the controller. Each names the version that was read, so that none undoes what somebody
 * else wrote, and none is done twice after a crash.
 */
public final class ClusterWriter implements ClusterWrites {
    private final KubernetesClient client;
    private final ResourceFields fields;
    private final LedgerCache ledgers;
    private final DeploymentEvents events;

    /**
     * @param clock time of events
     */
    public ClusterWriter(KubernetesClient client, LedgerCache ledgers, InstantSource clock) {
        this.client = client;
        this.fields = new ResourceFields(client);
        this.ledgers = ledgers;
        this.events = new DeploymentEvents(client, clock);
    }

    @Override
    public StoredLedger create(Ledger ledger) {
        Fields resource = LedgerCodec.write(ledger).without("status");
        GenericKubernetesResource answer =
                write(ledger.identity(), () -> ledger(resource).create());
        return ledgers.wrote(Ledger.of(ledger.identity()), answer);
    }

    @Override
    public void update(StoredLedger stored, Ledger next) {
        Fields resource =
                LedgerCodec.write(next)
                        .with(stored.resourceVersion(), "metadata", "resourceVersion");
        ledgers.wrote(next, write(next.identity(), () -> ledger(resource).updateStatus()));
    }

    @Override
    public void remove(StoredLedger stored) {
        Fields resource = LedgerCodec.write(stored.ledger());
        write(
                stored.ledger().identity(),
                () -> ledger(resource).lockResourceVersion(stored.resourceVersion()).delete());
        ledgers.forget(stored.ledger().identity());
    }

    @Override
    public void change(FlinkDeployment seen, Fields wanted) {
        ObjectNode patch =
                MergePatch.between(
                        Json.tree(seen.object().without("status")),
                        Json.tree(wanted.without("status")));
        if (patch.isEmpty()) {
            return;
        }
        patch.withObjectProperty("metadata")
                .put("uid", seen.uid().orElse(""))
                .put(
                        "resourceVersion",
                        seen.object().text("metadata", "resourceVersion").orElse(""));
        PatchContext context =
                new PatchContext.Builder()
                        .withPatchType(PatchType.JSON_MERGE)
                        .withFieldManager(FlinkDeployment.FIELD_MANAGER)
                        .build();
        ask(
                "the FlinkDeployment " + seen.namespace() + "/" + seen.name(),
                () ->
                        client.genericKubernetesResources(Kinds.FLINK_DEPLOYMENT)
                                .inNamespace(seen.namespace())
                                .withName(seen.name())
                                .patch(context, patch.toString()));
    }

    @Override
    public void tell(FlinkDeployment about, EventNote note) {
        events.tell(about, note);
    }

    @Override
    public void tell(Ledger about, EventNote note) {
        events.tell(about, note);
    }

    @Override
    public void policyStatus(Fields seen, Fields status) {
        Fields resource = seen.with(status, "status");
        String namespace = seen.text("metadata", "namespace").orElse("");
        ask(
                "the ExactlyOncePolicy "
                        + namespace
                        + "/"
                        + seen.text("metadata", "name").orElse(""),
                () -> resource(Kinds.POLICY, namespace, resource).updateStatus());
    }

    private Resource<GenericKubernetesResource> ledger(Fields resource) {
        return resource(Kinds.LEDGER, resource.text("metadata", "namespace").orElse(""), resource);
    }

    private Resource<GenericKubernetesResource> resource(
            ResourceDefinitionContext kind, String namespace, Fields resource) {
        return client.genericKubernetesResources(kind)
                .inNamespace(namespace)
                .resource(fields.write(resource));
    }

    /** A write of a ledger; after one that failed our own knowledge of it is in doubt. */
    private <T> T write(LedgerIdentity identity, Supplier<T> request) {
        try {
            return ask(
                    "the TransactionLedger " + identity.namespace() + "/" + identity.name(),
                    request);
        } catch (ConflictException | UnavailableException e) {
            ledgers.forget(identity);
            throw e;
        }
    }

    private static <T> T ask(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new ConflictException(what, e);
            }
            // Among them 403 in a namespace that is being deleted: it ends by itself.
            throw new UnavailableException(
                    what + " could not be written (HTTP " + e.getCode() + ")", e);
        }
    }
}
