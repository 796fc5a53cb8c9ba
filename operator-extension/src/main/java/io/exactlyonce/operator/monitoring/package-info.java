/**
 * Shell. Probes and metrics on one plain HTTP port, for the kubelet and for Prometheus; every
 * metric stands in {@link io.exactlyonce.operator.monitoring.Metric}. May depend on the core, on
 * {@code port}, and on what {@code controller} reports; nothing of it is ever decided by.
 */
@NullMarked
package io.exactlyonce.operator.monitoring;

import org.jspecify.annotations.NullMarked;
