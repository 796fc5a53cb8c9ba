package io.exactlyonce.operator.ledger;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That everything which the newest snapshot of a stopped job held pending is over. Once no process
 * of the job can write any more, nothing of that can change, so neither storage nor brokers are
 * asked again while the stop is the same.
 *
 * @param stop it holds for, and for no other
 * @param snapshot that was the newest; empty text if the job never made one
 * @param committed how many of its transactions are committed; a start from it commits them again,
 *     which works as long as the brokers know their ids
 * @param untold how many of its transactions nobody can tell the end of
 * @param since when it was found, as long as a process of the job may still complete a checkpoint;
 *     null once none can
 */
public record Accounted(
        Stop stop, String snapshot, int committed, int untold, @Nullable Instant since) {

    public boolean isFinal() {
        return since == null;
    }

    public Optional<Instant> sinceIfOpen() {
        return Optional.ofNullable(since);
    }
}
