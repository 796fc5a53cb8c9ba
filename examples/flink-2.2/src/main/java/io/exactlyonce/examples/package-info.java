/**
 * Exactly-once in a job of your own on Flink 2.2: with the library, without it, and in SQL. Only
 * {@link io.exactlyonce.examples.LibraryJob} depends on the library; the rest needs Flink and its
 * Kafka connector.
 */
@NullMarked
package io.exactlyonce.examples;

import org.jspecify.annotations.NullMarked;
