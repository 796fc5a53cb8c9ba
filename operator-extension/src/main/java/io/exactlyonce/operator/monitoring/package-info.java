/**
 * Shell. Probes and metrics on one plain HTTP port, for the kubelet and for Prometheus. May depend
 * on {@code port}; what is healthy is asked of the parts, nothing is known of them.
 */
@NullMarked
package io.exactlyonce.operator.monitoring;

import org.jspecify.annotations.NullMarked;
