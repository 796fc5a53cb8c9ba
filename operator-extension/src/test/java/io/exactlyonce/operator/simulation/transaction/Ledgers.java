package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.StoredLedger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ledgers of one cluster, as its API server stores them. */
final class Ledgers {
    /** Every so manieth is written down and read back, which takes its time. */
    private static final int TRANSLATED = 4;

    private final SortedMap<String, StoredLedger> stored = new TreeMap<>();
    private final Set<Ended> recorded = new HashSet<>();
    private long version;

    List<StoredLedger> all() {
        return List.copyOf(stored.values());
    }

    Optional<Ledger> of(String ledgerName) {
        return Optional.ofNullable(stored.get(ledgerName)).map(StoredLedger::ledger);
    }

    StoredLedger create(Ledger ledger) {
        String name = ledger.identity().name();
        if (stored.containsKey(name)) {
            throw conflict(name);
        }
        return put(Ledger.of(ledger.identity()));
    }

    StoredLedger update(StoredLedger before, Ledger next) {
        String name = next.identity().name();
        StoredLedger there = stored.get(name);
        if (there == null || !there.resourceVersion().equals(before.resourceVersion())) {
            throw conflict(name);
        }
        return put(next);
    }

    private StoredLedger put(Ledger ledger) {
        version++;
        Ledger read =
                version % TRANSLATED == 0
                        ? LedgerCodec.read(LedgerCodec.write(ledger)).orElseThrow()
                        : ledger;
        StoredLedger next = new StoredLedger(read, Long.toString(version));
        stored.put(ledger.identity().name(), next);
        recorded.addAll(read.transactions().ended());
        return next;
    }

    /** Everything that was ever written of what is to be ended. */
    Set<Ended> recorded() {
        return recorded;
    }

    void remove(StoredLedger gone) {
        stored.remove(gone.ledger().identity().name());
    }

    void lose(String deployment) {
        stored.values().removeIf(it -> it.ledger().identity().deployment().equals(deployment));
    }

    private static ConflictException conflict(String name) {
        return new ConflictException(name, new IllegalStateException("another version"));
    }
}
