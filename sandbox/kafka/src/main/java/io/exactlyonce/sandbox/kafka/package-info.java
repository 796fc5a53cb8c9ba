/**
 * A real Kafka broker (KRaft, broker and controller in one) that starts in this JVM or in one of
 * its own, for the sandbox and for tests of every module. Depends on nothing of ours.
 */
@NullMarked
package io.exactlyonce.sandbox.kafka;

import org.jspecify.annotations.NullMarked;
