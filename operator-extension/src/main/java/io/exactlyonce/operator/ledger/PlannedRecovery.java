package io.exactlyonce.operator.ledger;

import java.time.Instant;

/**
 * A recovery that was decided. It is recorded before the FlinkDeployment is touched: after a crash
 * in between, the same path and nonce are written, so the job is started once.
 *
 * @param path snapshot to start from
 * @param revision the one that does not come up
 * @param nonce value for {@code job.savepointRedeployNonce}, another one than before
 * @param decidedAt when
 */
public record PlannedRecovery(String path, int revision, long nonce, Instant decidedAt) {}
