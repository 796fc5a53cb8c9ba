package io.exactlyonce.operator.ledger;

import java.time.Instant;

/**
 * Open transactions of one revision that stand alike. Those of the running revision are left out as
 * long as they are young: they come and go with each checkpoint.
 *
 * @param revision number of the revision
 * @param standing what is to become of them
 * @param count how many
 * @param oldest when the first of them began
 */
public record OpenGroup(int revision, StandingKind standing, int count, Instant oldest) {}
