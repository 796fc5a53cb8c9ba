package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.deployment.Fields;
import java.util.Optional;

/** Ledger and resource. */
public final class LedgerCodec {
    private LedgerCodec() {}

    /** The ledger in a resource; empty if it is not said whose it is. Never throws. */
    public static Optional<Ledger> read(Fields resource) {
        return Optional.empty();
    }

    /** The whole resource: metadata with name, namespace and labels; spec; status. */
    public static Fields write(Ledger ledger) {
        return Fields.EMPTY;
    }
}
