package io.exactlyonce.operator.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.certificate.Authority;
import io.exactlyonce.operator.certificate.CertificatePlan.Trust;
import io.exactlyonce.operator.certificate.Observation;
import io.exactlyonce.operator.certificate.Registration;
import io.exactlyonce.operator.certificate.ServingPair;
import io.exactlyonce.operator.certificate.StoredPairs;
import io.exactlyonce.operator.port.CertificatePort;
import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.settings.OperatorSettings.OwnCertificate;
import io.exactlyonce.operator.x509.CertificateReader;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Secret with the webhook's certificates and the two configurations that say whom to trust.
 * Each is watched by its name and written with the version that was read; nothing is ever got or
 * listed by another name, so a role may name all three.
 */
public final class WebhookCertificates implements CertificatePort, AutoCloseable {
    private static final String FIELD_MANAGER = "exactly-once-operator-certificate";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final KubernetesClient client;
    private final OwnCertificate settings;
    private final Watched<StoredPairs> secret;
    private final List<Watched<Registration>> registrations;

    private WebhookCertificates(KubernetesClient client, OwnCertificate settings) {
        this.client = client;
        this.settings = settings;
        this.secret =
                Watched.startOne(
                        client,
                        Kinds.SECRET,
                        Optional.of(settings.namespace()),
                        settings.secret(),
                        CertificateSecret::read);
        this.registrations =
                List.of(
                        Watched.startOne(
                                client,
                                Kinds.MUTATING_WEBHOOKS,
                                Optional.empty(),
                                settings.mutating(),
                                WebhookCertificates::registration),
                        Watched.startOne(
                                client,
                                Kinds.VALIDATING_WEBHOOKS,
                                Optional.empty(),
                                settings.validating(),
                                WebhookCertificates::registration));
    }

    /** Starts to watch. */
    public static WebhookCertificates start(KubernetesClient client, OwnCertificate settings) {
        return new WebhookCertificates(client, settings);
    }

    /** One of each watch. */
    public List<HealthCheck> healthChecks() {
        return Stream.<HealthCheck>concat(Stream.of(secret), registrations.stream()).toList();
    }

    @Override
    public Optional<Observation> observe() {
        if (!secret.isComplete() || !registrations.stream().allMatch(Watched::isComplete)) {
            return Optional.empty();
        }
        List<Registration> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> expected =
                List.of(
                        Kinds.MUTATING_WEBHOOKS.getKind() + " " + settings.mutating(),
                        Kinds.VALIDATING_WEBHOOKS.getKind() + " " + settings.validating());
        for (int i = 0; i < expected.size(); i++) {
            String name = expected.get(i);
            registrations
                    .get(i)
                    .all()
                    .findFirst()
                    .ifPresentOrElse(found::add, () -> missing.add(name));
        }
        return Optional.of(
                new Observation(secret.all().findFirst().orElse(StoredPairs.NONE), found, missing));
    }

    /** Never throws, as a watch must not go blind: what cannot be read trusts nobody. */
    private static Registration registration(GenericKubernetesResource resource) {
        List<Registration.Entry> entries = new ArrayList<>();
        if (resource.get("webhooks") instanceof List<?> webhooks) {
            for (Object webhook : webhooks) {
                if (webhook instanceof Map<?, ?> map) {
                    Object configured = map.get("clientConfig");
                    Object bundle =
                            configured instanceof Map<?, ?> config ? config.get("caBundle") : null;
                    entries.add(
                            new Registration.Entry(
                                    String.valueOf(map.get("name")), authorities(bundle)));
                }
            }
        }
        return new Registration(
                resource.getKind(),
                resource.getMetadata().getName(),
                resource.getMetadata().getResourceVersion(),
                entries);
    }

    private static List<Authority> authorities(@Nullable Object bundle) {
        if (bundle == null) {
            return List.of();
        }
        try {
            byte[] pem = Base64.getDecoder().decode(String.valueOf(bundle));
            return CertificateReader.bundle(new String(pem, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    @Override
    public void store(@Nullable String version, List<ServingPair> newestFirst) {
        ObjectNode stored = JSON.objectNode();
        ObjectNode metadata = stored.putObject("metadata");
        ObjectNode data = stored.putObject("data");
        CertificateSecret.data(newestFirst).forEach(data::put);
        ask(
                "the Secret " + settings.namespace() + "/" + settings.secret(),
                () -> {
                    if (version == null) {
                        return create(stored, metadata);
                    }
                    metadata.put("resourceVersion", version);
                    return secret().patch(as(PatchType.JSON_MERGE), stored.toString());
                });
    }

    private GenericKubernetesResource create(ObjectNode stored, ObjectNode metadata) {
        stored.put("apiVersion", "v1").put("kind", "Secret");
        metadata.put("namespace", settings.namespace()).put("name", settings.secret());
        metadata.putObject("labels")
                .put("app.kubernetes.io/name", "exactly-once-operator")
                .put("app.kubernetes.io/managed-by", "exactly-once-operator");
        return client.genericKubernetesResources(Kinds.SECRET)
                .inNamespace(settings.namespace())
                .resource(
                        client.getKubernetesSerialization()
                                .convertValue(stored, GenericKubernetesResource.class))
                .create();
    }

    private Resource<GenericKubernetesResource> secret() {
        return client.genericKubernetesResources(Kinds.SECRET)
                .inNamespace(settings.namespace())
                .resource(named(Kinds.SECRET, settings.secret()));
    }

    /** Given an object instead of its name, the client patches without getting it first. */
    private static GenericKubernetesResource named(ResourceDefinitionContext kind, String name) {
        GenericKubernetesResource resource = new GenericKubernetesResource();
        resource.setKind(kind.getKind());
        resource.setMetadata(new ObjectMetaBuilder().withName(name).build());
        return resource;
    }

    @Override
    public void trust(Trust trust) {
        Registration registration = trust.registration();
        String bundle =
                CertificateSecret.encoded(
                        trust.bundle().stream().map(Authority::pem).collect(Collectors.joining()));
        ObjectNode patch = JSON.objectNode();
        patch.putObject("metadata").put("resourceVersion", registration.version());
        ArrayNode webhooks = patch.putArray("webhooks");
        for (Registration.Entry entry : registration.entries()) {
            // A strategic merge finds each webhook by its name and leaves the rest of it alone.
            webhooks.addObject()
                    .put("name", entry.webhook())
                    .putObject("clientConfig")
                    .put("caBundle", bundle);
        }
        var kind =
                registration.kind().equals(Kinds.MUTATING_WEBHOOKS.getKind())
                        ? Kinds.MUTATING_WEBHOOKS
                        : Kinds.VALIDATING_WEBHOOKS;
        ask(
                "the " + registration.kind() + " " + registration.name(),
                () ->
                        client.genericKubernetesResources(kind)
                                .resource(named(kind, registration.name()))
                                .patch(as(PatchType.STRATEGIC_MERGE), patch.toString()));
    }

    private static PatchContext as(PatchType type) {
        return new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager(FIELD_MANAGER)
                .build();
    }

    @Override
    public void listen(Runnable listener) {
        secret.listen((namespace, name) -> listener.run());
        registrations.forEach(watched -> watched.listen((namespace, name) -> listener.run()));
    }

    private static void ask(String what, Supplier<?> request) {
        try {
            Object unused = request.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new ConflictException(what, e);
            }
            throw new UnavailableException(
                    what + " could not be written (HTTP " + e.getCode() + ")", e);
        }
    }

    @Override
    public void close() {
        secret.close();
        registrations.forEach(Watched::close);
    }
}
