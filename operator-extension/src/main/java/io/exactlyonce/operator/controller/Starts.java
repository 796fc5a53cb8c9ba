package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.plan.StatedStart;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.transaction.Start;
import java.util.HashSet;
import java.util.Set;

/**
 * Deployments that are started from a snapshot and have not committed since. Ledgers remember
 * starts that a status shows no more; specs and status show those that no ledger knows yet.
 *
 * @param cluster deployments
 * @param ledgers as they are stored
 */
record Starts(KubernetesPort cluster, LedgerView ledgers) {

    /** Of all deployments of a namespace. */
    Set<Start> unfinished(String namespace) {
        Set<Start> all = new HashSet<>(ledgers.unfinishedStarts(namespace));
        for (StatedStart start : cluster.starts(namespace)) {
            all.addAll(
                    start.unfinished(
                            ledgers.ledgers(namespace, start.name()).stream()
                                    .map(StoredLedger::ledger)
                                    .toList()));
        }
        return all;
    }
}
