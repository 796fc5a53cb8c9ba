package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.simulation.engine.Dice;

/**
 * Where a job runs.
 *
 * @param loud whether its committer asks the broker what became of a transaction
 */
record Site(Brokers brokers, Storage storage, Losses losses, Dice dice, boolean loud) {}
