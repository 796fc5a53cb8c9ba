/**
 * Shell. The Kubernetes port on a real API server: reads, watches, patches, events. May depend on
 * {@code port}, the core and the Kubernetes client.
 */
@NullMarked
package io.exactlyonce.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
