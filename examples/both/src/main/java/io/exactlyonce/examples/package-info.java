/**
 * Exactly-once in a job of your own: with the library, without it, and in SQL. Only {@code
 * LibraryJob} depends on the library; the rest needs Flink and its Kafka connector.
 */
@NullMarked
package io.exactlyonce.examples;

import org.jspecify.annotations.NullMarked;
