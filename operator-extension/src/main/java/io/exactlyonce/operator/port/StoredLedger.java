package io.exactlyonce.operator.port;

import io.exactlyonce.operator.ledger.Ledger;

/**
 * A ledger as it is stored.
 *
 * @param ledger what it says
 * @param resourceVersion of the resource it was read from; a write names it, so that it fails if
 *     somebody else has written since
 */
public record StoredLedger(Ledger ledger, String resourceVersion) {}
