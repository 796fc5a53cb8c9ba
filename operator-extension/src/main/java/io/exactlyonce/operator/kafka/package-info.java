/**
 * Shell. The Kafka port on real brokers: broker contract, open transactions, last stable offsets,
 * fencing. May depend on {@code port}, the core and Kafka's clients.
 */
@NullMarked
package io.exactlyonce.operator.kafka;

import org.jspecify.annotations.NullMarked;
