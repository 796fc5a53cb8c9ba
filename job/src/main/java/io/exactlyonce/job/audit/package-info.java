/**
 * The {@code audit} command: reads committed records and judges from their headers whether any was
 * lost, doubled or reordered. This package touches the outside: command line, clients, reading in
 * rounds; what it reads goes into {@code ledger}, and {@code report} is what it prints. May depend
 * on these two, the lane headers, the Kafka client, picocli and Jackson; never on Flink.
 */
@NullMarked
package io.exactlyonce.job.audit;

import org.jspecify.annotations.NullMarked;
