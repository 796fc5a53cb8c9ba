package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.plan.action.EventNote;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events on FlinkDeployments, and on the ledgers of those that are gone. The name of an event
 * follows from what it says: the same again, also from another replica or after a restart, finds
 * the one that is there and counts it.
 */
final class DeploymentEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentEvents.class);
    private static final String COMPONENT = "exactly-once-operator";

    /** Longest note that {@code events.k8s.io/v1} shows; the rest stands in the ledger. */
    private static final int LONGEST = 1024;

    private final KubernetesClient client;
    private final InstantSource clock;

    DeploymentEvents(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * What an event is about.
     *
     * @param uid as {@code kubectl describe} looks for it
     */
    private record About(
            String apiVersion, String kind, String namespace, String name, String uid) {}

    void tell(FlinkDeployment about, EventNote note) {
        tell(
                new About(
                        Kinds.FLINK_DEPLOYMENT.getGroup() + "/v1beta1",
                        Kinds.FLINK_DEPLOYMENT.getKind(),
                        about.namespace(),
                        about.name(),
                        about.uid().orElse("")),
                note);
    }

    /** On a ledger, when its deployment is gone. */
    void tell(Ledger ledger, EventNote note) {
        LedgerIdentity identity = ledger.identity();
        tell(
                new About(
                        LedgerCodec.API_VERSION,
                        LedgerCodec.KIND,
                        identity.namespace(),
                        identity.name(),
                        uid(identity)),
                note);
    }

    /** Listed, because the operator may list ledgers and not get one. */
    private String uid(LedgerIdentity identity) {
        try {
            return client
                    .genericKubernetesResources(Kinds.LEDGER)
                    .inNamespace(identity.namespace())
                    .withField("metadata.name", identity.name())
                    .list()
                    .getItems()
                    .stream()
                    .map(found -> found.getMetadata().getUid())
                    .findFirst()
                    .orElse("");
        } catch (KubernetesClientException e) {
            return "";
        }
    }

    private void tell(About about, EventNote note) {
        try {
            write(about, note);
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "event=event-lost namespace={} name={} reason={} code={}",
                    about.namespace(),
                    about.name(),
                    note.reason().text(),
                    e.getCode());
        }
    }

    private void write(About about, EventNote note) {
        Event fresh = event(about, note);
        try {
            events(about).resource(fresh).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            Resource<Event> there = events(about).withName(fresh.getMetadata().getName());
            there.edit(old -> again(old, fresh));
        }
    }

    private io.fabric8.kubernetes.client.dsl.NonNamespaceOperation<
                    Event, io.fabric8.kubernetes.api.model.EventList, Resource<Event>>
            events(About about) {
        return client.v1().events().inNamespace(about.namespace());
    }

    private static Event again(Event old, Event fresh) {
        return new EventBuilder(old)
                .withCount(Optional.ofNullable(old.getCount()).orElse(1) + 1)
                .withLastTimestamp(fresh.getLastTimestamp())
                .build();
    }

    private Event event(About about, EventNote note) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.namespace())
                .withName(about.name() + "." + fingerprint(about, note))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.apiVersion())
                .withKind(about.kind())
                .withNamespace(about.namespace())
                .withName(about.name())
                .withUid(about.uid())
                .endInvolvedObject()
                .withType(note.warning() ? "Warning" : "Normal")
                .withReason(note.reason().text())
                .withMessage(shortened(note.message()))
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withReportingComponent(COMPONENT)
                .withReportingInstance(COMPONENT)
                .build();
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
    }

    private static String fingerprint(About about, EventNote note) {
        String text =
                String.join(
                        "\n",
                        about.uid(),
                        String.valueOf(note.warning()),
                        note.reason().text(),
                        note.message());
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
