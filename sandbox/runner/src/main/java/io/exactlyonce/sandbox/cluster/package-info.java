/**
 * The parts of the system as processes on loopback: Kafka, an S3 server, ZooKeeper, and Flink as
 * one deployment with revisions. Depends on {@code process} and on Kafka's client; knows nothing of
 * any scenario.
 */
@NullMarked
package io.exactlyonce.sandbox.cluster;

import org.jspecify.annotations.NullMarked;
