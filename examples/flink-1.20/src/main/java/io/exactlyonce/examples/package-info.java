/**
 * Exactly-once in a job of your own on Flink 1.20, for which there is no library. Depends on Flink
 * and its Kafka connector only.
 */
@NullMarked
package io.exactlyonce.examples;

import org.jspecify.annotations.NullMarked;
