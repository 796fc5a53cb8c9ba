package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.PodPort;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.port.StallView;

/**
 * Where transactions can be looked at.
 *
 * @param kafka brokers
 * @param snapshots checkpoint storage
 * @param pods what runs
 * @param stalls what holds readers back
 */
public record TransactionPorts(
        KafkaPort kafka, SnapshotStore snapshots, PodPort pods, StallView stalls) {
    /** Nobody looks for stalls. */
    public TransactionPorts(KafkaPort kafka, SnapshotStore snapshots, PodPort pods) {
        this(kafka, snapshots, pods, StallView.NONE);
    }
}
