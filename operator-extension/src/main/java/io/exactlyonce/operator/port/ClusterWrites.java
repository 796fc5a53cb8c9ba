package io.exactlyonce.operator.port;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.action.EventNote;

/**
 * Everything the controller ever writes, one request each. All throw {@link ConflictException} if
 * what was observed is not so any more, and {@link UnavailableException} if the API server does not
 * answer or refuses.
 */
public interface ClusterWrites {

    /**
     * Creates a ledger, still without a status.
     *
     * @return the ledger as it is stored, for the write of its status
     */
    StoredLedger create(Ledger ledger);

    /** Writes the status of a ledger that was read or created before. */
    void update(StoredLedger stored, Ledger next);

    /** Removes a ledger; one that is gone already is none to remove. */
    void remove(StoredLedger stored);

    /**
     * Changes what differs between a deployment as it was read and as it is wanted, and nothing
     * else; the status is never written.
     */
    void change(FlinkDeployment seen, Fields wanted);

    /**
     * Puts an event on a deployment. The same event again is counted, not repeated. An event that
     * cannot be written is left out: nothing depends on it.
     */
    void tell(FlinkDeployment about, EventNote note);

    /** The same on the ledger of a deployment that is gone. */
    void tell(Ledger about, EventNote note);

    /**
     * Writes conditions and {@code observedGeneration} of a policy.
     *
     * @param seen the whole resource as it was read
     * @param status the whole status as it is to be
     */
    void policyStatus(Fields seen, Fields status);
}
