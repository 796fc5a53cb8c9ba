package io.exactlyonce.operator.controller;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.kubernetes.ResourceFields;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One namespace as its users and upstream see it: what they write, and what they find.
 *
 * @param client of the administrator
 */
public record Cluster(KubernetesClient client, String namespace) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    /** A policy of this namespace with nothing but what is required. */
    public void policy(String name) {
        create(
                Kinds.POLICY,
                """
                apiVersion: exactlyonce.io/v1alpha1
                kind: ExactlyOncePolicy
                metadata: {name: %s, namespace: %s}
                spec:
                  kafka: {bootstrapServers: "kafka.kafka:9092"}
                  checkpoints: {storage: "s3://flink/prod"}
                """
                        .formatted(name, namespace));
    }

    /** A labelled, suspended deployment that no webhook has seen. */
    public void suspended(String name) {
        create(Kinds.FLINK_DEPLOYMENT, manifest(name, "suspended"));
    }

    /** As it lies in Git. */
    public String manifest(String name, String state) {
        return """
               apiVersion: flink.apache.org/v1beta1
               kind: FlinkDeployment
               metadata:
                 name: %s
                 namespace: %s
                 labels: {exactlyonce.io/policy: standard}
               spec:
                 image: flink:1.20
                 flinkVersion: v1_20
                 serviceAccount: flink
                 jobManager: {resource: {memory: 1g, cpu: 1}}
                 taskManager: {resource: {memory: 1g, cpu: 1}}
                 job: {jarURI: "local:///opt/flink/job.jar", parallelism: 2, state: %s}
               """
                .formatted(name, namespace, state);
    }

    /** Creates what a manifest says. */
    public void create(ResourceDefinitionContext kind, String yaml) {
        create(kind, parsed(yaml));
    }

    /** The one object of a manifest. */
    public static Fields parsed(String yaml) {
        try {
            return Yaml.readAll(yaml).get(0);
        } catch (ManifestException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates a resource, still without a status. */
    public void create(ResourceDefinitionContext kind, Fields object) {
        resource(kind, object.without("status")).create();
    }

    private Resource<GenericKubernetesResource> resource(
            ResourceDefinitionContext kind, Fields object) {
        return client.genericKubernetesResources(kind)
                .inNamespace(namespace)
                .resource(new ResourceFields(client).write(object));
    }

    /** Changes a deployment's spec and metadata. */
    public void edit(String name, UnaryOperator<Fields> change) {
        insist(name, object -> resource(Kinds.FLINK_DEPLOYMENT, change.apply(object)).update());
    }

    /** Writes a deployment's status, as only upstream does. */
    public void status(String name, UnaryOperator<Fields> change) {
        insist(
                name,
                object ->
                        resource(
                                        Kinds.FLINK_DEPLOYMENT,
                                        object.with(
                                                change.apply(object.object("status")), "status"))
                                .updateStatus());
    }

    /** Writes as often as somebody else is faster. */
    private void insist(String name, Consumer<Fields> write) {
        await().atMost(PATIENCE)
                .pollInterval(POLL)
                .until(
                        () -> {
                            try {
                                write.accept(deployment(name).object());
                                return true;
                            } catch (KubernetesClientException e) {
                                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                                    throw e;
                                }
                                return false;
                            }
                        });
    }

    /** Deletes and returns at once. */
    public void delete(ResourceDefinitionContext kind, String name) {
        client.genericKubernetesResources(kind).inNamespace(namespace).withName(name).delete();
    }

    /** Whether there is a resource of this name. */
    public boolean has(ResourceDefinitionContext kind, String name) {
        return read(kind, name).isPresent();
    }

    /** A deployment that must be there. */
    public FlinkDeployment deployment(String name) {
        return DeploymentReader.read(read(Kinds.FLINK_DEPLOYMENT, name).orElseThrow());
    }

    /** The whole resource. */
    public Optional<Fields> read(ResourceDefinitionContext kind, String name) {
        return Optional.ofNullable(
                        client.genericKubernetesResources(kind)
                                .inNamespace(namespace)
                                .withName(name)
                                .get())
                .map(found -> new ResourceFields(client).read(found));
    }

    /** Ledgers of a deployment. */
    public List<Ledger> ledgers(String deployment) {
        return client
                .genericKubernetesResources(Kinds.LEDGER)
                .inNamespace(namespace)
                .withLabel(LedgerCodec.DEPLOYMENT_LABEL, deployment)
                .list()
                .getItems()
                .stream()
                .map(found -> new ResourceFields(client).read(found))
                .flatMap(fields -> LedgerCodec.read(fields).stream())
                .toList();
    }

    /** Waits for the one ledger of a deployment to say something. */
    public Ledger awaitLedger(String deployment, Predicate<Ledger> condition) {
        return await("ledger of " + deployment)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(
                        () -> ledgers(deployment),
                        found -> found.size() == 1 && condition.test(found.get(0)))
                .get(0);
    }

    /** Waits for a deployment to become something. */
    public FlinkDeployment awaitDeployment(String name, Predicate<FlinkDeployment> condition) {
        return await("deployment " + name)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> deployment(name), condition);
    }

    /** Events about a deployment. */
    public List<Event> events(String deployment) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> deployment.equals(event.getInvolvedObject().getName()))
                .toList();
    }

    /** Reasons of the events about a deployment. */
    public List<String> reasons(String deployment) {
        return events(deployment).stream().map(Event::getReason).toList();
    }

    /** Upstream has submitted the job of the spec as it is, under a job id. */
    public void deployed(String name, String jobId, String jobState, String restoredFrom) {
        FlinkDeployment deployment = deployment(name);
        Fields reconciled =
                Fields.EMPTY.with(
                        restoredFrom.isEmpty()
                                ? deployment.spec().with("stateless", "job", "upgradeMode")
                                : deployment.spec(),
                        "spec");
        status(
                name,
                status -> {
                    Fields next =
                            status.with(deployment.generation(), "observedGeneration")
                                    .with("READY", "jobManagerDeploymentStatus")
                                    .with(jobId, "jobStatus", "jobId")
                                    .with(jobState, "jobStatus", "state")
                                    .with("DEPLOYED", "reconciliationStatus", "state")
                                    .with(
                                            Json.write(reconciled),
                                            "reconciliationStatus",
                                            "lastReconciledSpec");
                    return restoredFrom.isEmpty()
                            ? next
                            : next.with(restoredFrom, "jobStatus", "upgradeSavepointPath");
                });
    }
}
