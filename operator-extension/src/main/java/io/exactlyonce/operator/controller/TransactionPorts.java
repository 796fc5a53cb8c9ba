package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.PodPort;
import io.exactlyonce.operator.port.SnapshotStore;

/**
 * Where transactions can be looked at.
 *
 * @param kafka brokers
 * @param snapshots checkpoint storage
 * @param pods what runs
 */
public record TransactionPorts(KafkaPort kafka, SnapshotStore snapshots, PodPort pods) {}
