package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.revision.Incarnation;

/**
 * Whose ledger it is; it never changes.
 *
 * @param namespace of the FlinkDeployment and of the ledger
 * @param deployment name of the FlinkDeployment
 * @param incarnation of the FlinkDeployment
 * @param uid of the FlinkDeployment; empty text if it was never seen
 */
public record LedgerIdentity(
        String namespace, String deployment, Incarnation incarnation, String uid) {

    /** Name of the resource. At most 45 + 1 + 8 characters. */
    public String name() {
        return deployment + "-" + incarnation.value();
    }
}
