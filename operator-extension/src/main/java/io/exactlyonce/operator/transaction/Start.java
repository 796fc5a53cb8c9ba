package io.exactlyonce.operator.transaction;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerIdentity;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that is started from a snapshot and has not committed since: what the snapshot holds
 * pending is its own, whoever wrote it.
 *
 * @param snapshot that it is started from; its policy is empty text if the deployment has none
 * @param deployment name of the deployment
 * @param incarnation of the deployment; null if it bears none
 */
public record Start(
        SnapshotAddress snapshot, String deployment, @Nullable Incarnation incarnation) {

    /** Those that a ledger remembers. */
    public static Stream<Start> of(Ledger ledger) {
        LedgerIdentity identity = ledger.identity();
        return ledger.unfinishedStarts()
                .map(path -> new SnapshotAddress(ledger.care().policy(), path))
                .map(it -> new Start(it, identity.deployment(), identity.incarnation()));
    }

    /** Whether it is one of this ledger's deployment; one without an incarnation may be. */
    public boolean isOf(LedgerIdentity identity) {
        return deployment.equals(identity.deployment())
                && (incarnation == null || incarnation.equals(identity.incarnation()));
    }
}
