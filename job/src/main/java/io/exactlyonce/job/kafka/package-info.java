/**
 * The meeting points with Kafka: client properties, what the start check asks the brokers, and the
 * record schemas of the runnable jar. Depends on configuration, checks and records.
 */
@NullMarked
package io.exactlyonce.job.kafka;

import org.jspecify.annotations.NullMarked;
