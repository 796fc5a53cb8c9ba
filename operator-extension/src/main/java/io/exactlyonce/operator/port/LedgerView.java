package io.exactlyonce.operator.port;

import io.exactlyonce.operator.transaction.Start;
import java.util.List;
import java.util.Set;

/** Ledgers as this process knows them: what it wrote itself it knows at once. */
public interface LedgerView {

    /**
     * Every ledger of a name, of all incarnations.
     *
     * @throws UnavailableException if not all ledgers are known yet; a ledger that is only not
     *     known would be rebuilt from less
     */
    List<StoredLedger> ledgers(String namespace, String deployment);

    /**
     * Deployments of a namespace that were started from a snapshot, or are about to be, and have
     * not committed since: what these hold pending belongs to whoever starts from them.
     *
     * @throws UnavailableException if not all ledgers are known yet
     */
    Set<Start> unfinishedStarts(String namespace);
}
