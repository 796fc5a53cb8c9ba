/**
 * The loud committer: a sink around the connector's that asks the brokers before it believes that a
 * commit failed, and never goes on without a transaction in silence. Depends on configuration, the
 * connector and the Kafka client; what is decided ({@link io.exactlyonce.job.commit.CommitRules})
 * is pure.
 */
@NullMarked
package io.exactlyonce.job.commit;

import org.jspecify.annotations.NullMarked;
