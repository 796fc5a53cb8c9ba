package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenTransaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Until when what a deleted deployment left pending can still be committed.
 *
 * @param log of its ledger, with the deadline as it was known before
 * @param now time of the look
 */
record GoneDeadline(TransactionLog log, Instant now) {

    /** It comes nearer, whoever can be asked. */
    @Nullable CommitDeadline remembered() {
        Optional<CommitDeadline> known = log.deadlineIfAny();
        return known.filter(it -> it.pending() > 0)
                .map(it -> CommitDeadline.seen(known, it.at(), it.pending(), now))
                .orElse(null);
    }

    @Nullable CommitDeadline of(List<OpenTransaction> ours, List<Committable> pending) {
        Set<String> ids =
                pending.stream().map(Committable::transactionalId).collect(Collectors.toSet());
        return ours.stream()
                .filter(it -> ids.contains(it.id()))
                .flatMap(it -> it.description().expiresAt().stream())
                .min(Instant::compareTo)
                .map(
                        at ->
                                CommitDeadline.seen(
                                        log.deadlineIfAny(),
                                        at.truncatedTo(ChronoUnit.SECONDS),
                                        pending.size(),
                                        now))
                .orElse(null);
    }

    /** Nobody can be asked any more, but whoever waits is told how the time runs out. */
    boolean isAhead() {
        return Optional.ofNullable(remembered()).filter(it -> now.isBefore(it.at())).isPresent();
    }
}
