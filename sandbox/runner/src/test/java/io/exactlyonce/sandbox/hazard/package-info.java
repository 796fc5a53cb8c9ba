/**
 * The hazards of exactly-once on a real broker with real jobs: first the harm as it comes about
 * without this project, then that it does not with it. Admission, controller and their adapters to
 * Kafka, Flink and storage are the operator's own; only the API server and the operator upstream
 * are played. May depend on everything.
 */
@NullMarked
package io.exactlyonce.sandbox.hazard;

import org.jspecify.annotations.NullMarked;
