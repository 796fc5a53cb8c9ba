/**
 * The judge, a process of its own: recomputes the expected output from the input file and compares
 * it with what is committed. Depends on {@code feed} for reading the file and on Kafka's client;
 * knows nothing of Flink or of the scenario.
 */
@NullMarked
package io.exactlyonce.sandbox.verdict;

import org.jspecify.annotations.NullMarked;
