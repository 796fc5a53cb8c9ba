/**
 * The JobManager in application mode, started from plain Maven jars: what {@code flink-container}
 * does inside the official image. Depends on Flink only; the TaskManager and ZooKeeper are started
 * through Flink's own classes.
 */
@NullMarked
package io.exactlyonce.sandbox.flink;

import org.jspecify.annotations.NullMarked;
