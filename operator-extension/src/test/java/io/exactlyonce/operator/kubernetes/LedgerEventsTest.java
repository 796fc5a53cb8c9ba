package io.exactlyonce.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.revision.Incarnation;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events on the ledger of a deployment that is gone. */
class LedgerEventsTest {
    private static final Ledger LEDGER =
            Ledger.of(new LedgerIdentity("shop", "orders", new Incarnation("abcdefgh"), "uid-1"));
    private static final EventNote NOTE =
            new EventNote(true, Reason.COMMIT_DEADLINE_NEAR, "Records are lost soon.");

    private final MockCluster cluster = new MockCluster();
    private final DeploymentEvents events =
            new DeploymentEvents(cluster.client(), () -> Instant.parse("2026-01-01T00:00:00Z"));

    @AfterEach
    void close() {
        cluster.close();
    }

    private List<Event> stored() {
        return cluster.client().v1().events().inNamespace("shop").list().getItems();
    }

    @Test
    void eventIsFoundByWhoeverDescribesTheLedger() {
        String uid =
                cluster.client()
                        .genericKubernetesResources(Kinds.LEDGER)
                        .inNamespace("shop")
                        .resource(
                                new ResourceFields(cluster.client())
                                        .write(LedgerCodec.write(LEDGER)))
                        .create()
                        .getMetadata()
                        .getUid();

        events.tell(LEDGER, NOTE);

        assertThat(stored())
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getInvolvedObject().getKind())
                                    .isEqualTo("TransactionLedger");
                            assertThat(event.getInvolvedObject().getApiVersion())
                                    .isEqualTo("exactlyonce.io/v1alpha1");
                            assertThat(event.getInvolvedObject().getName())
                                    .isEqualTo(LEDGER.identity().name());
                            assertThat(event.getInvolvedObject().getUid()).isEqualTo(uid);
                            assertThat(event.getReason()).isEqualTo("CommitDeadlineNear");
                            assertThat(event.getType()).isEqualTo("Warning");
                        });
    }

    @Test
    void sameEventAgainIsCounted() {
        events.tell(LEDGER, NOTE);
        events.tell(LEDGER, NOTE);

        assertThat(stored()).extracting(Event::getCount).containsExactly(2);
    }
}
