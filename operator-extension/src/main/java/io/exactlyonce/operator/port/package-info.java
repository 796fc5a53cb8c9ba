/**
 * Shell. The four small interfaces through which effects happen: Kubernetes, Kafka, Flink and
 * snapshot storage, and questions that several callers put to one of them. May depend on the core,
 * whose records are their arguments and results.
 */
@NullMarked
package io.exactlyonce.operator.port;

import org.jspecify.annotations.NullMarked;
