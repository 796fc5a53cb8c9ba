package io.exactlyonce.operator.port;

import java.util.List;

/** Ledgers as this process knows them: what it wrote itself it knows at once. */
public interface LedgerView {

    /**
     * Every ledger of a name, of all incarnations.
     *
     * @throws UnavailableException if not all ledgers are known yet; a ledger that is only not
     *     known would be rebuilt from less
     */
    List<StoredLedger> ledgers(String namespace, String deployment);
}
