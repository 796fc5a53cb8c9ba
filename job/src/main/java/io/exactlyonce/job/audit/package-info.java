/**
 * The {@code audit} command: reads committed records and judges from their headers whether any was
 * lost, doubled or reordered. The ledgers and the report are pure; only {@code KafkaAuditor},
 * {@code TopicReader}, {@code Cluster} and {@code AuditCommand} touch the outside. May depend on
 * the lane headers, the Kafka client, picocli, Jackson and RoaringBitmap; never on Flink.
 */
@NullMarked
package io.exactlyonce.job.audit;

import org.jspecify.annotations.NullMarked;
