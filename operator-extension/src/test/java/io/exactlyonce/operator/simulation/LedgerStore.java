package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.ledger.Ledger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledgers of the cluster, by deployment and by their own name, with optimistic concurrency. */
final class LedgerStore {
    private record Versioned(Ledger ledger, long version) {}

    private final Map<String, Map<String, Versioned>> ledgers = new HashMap<>();
    private long version;

    List<Ledger> all(String deployment) {
        return of(deployment).values().stream().map(Versioned::ledger).toList();
    }

    Map<String, Long> versions(String deployment) {
        Map<String, Long> versions = new HashMap<>();
        of(deployment).forEach((name, it) -> versions.put(name, it.version()));
        return versions;
    }

    /** False if somebody else has written it since these versions were read. */
    boolean write(String deployment, Ledger ledger, Map<String, Long> read) {
        String name = ledger.identity().name();
        Versioned there = of(deployment).get(name);
        if (there != null && !Long.valueOf(there.version()).equals(read.get(name))) {
            return false;
        }
        of(deployment).put(name, new Versioned(ledger, ++version));
        return true;
    }

    void remove(String deployment, String name) {
        of(deployment).remove(name);
    }

    void removeAll(String deployment) {
        of(deployment).clear();
    }

    private Map<String, Versioned> of(String deployment) {
        return ledgers.computeIfAbsent(deployment, any -> new TreeMap<>());
    }
}
