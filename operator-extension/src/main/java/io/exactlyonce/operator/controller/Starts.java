package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.plan.StatedStart;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.StoredLedger;
import java.util.Set;
import java.util.TreeSet;

/**
 * Snapshots that deployments are started from and have not committed since. Ledgers remember starts
 * that a status shows no more; specs and status show those that no ledger knows yet.
 *
 * @param cluster deployments
 * @param ledgers as they are stored
 */
record Starts(KubernetesPort cluster, LedgerView ledgers) {

    /** Paths, of all deployments of a namespace. */
    Set<String> unfinished(String namespace) {
        Set<String> paths = new TreeSet<>(ledgers.unfinishedStarts(namespace));
        for (StatedStart start : cluster.starts(namespace)) {
            paths.addAll(
                    start.unfinished(
                            ledgers.ledgers(namespace, start.name()).stream()
                                    .map(StoredLedger::ledger)
                                    .toList()));
        }
        return paths;
    }
}
