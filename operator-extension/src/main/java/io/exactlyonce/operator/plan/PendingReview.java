package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.Fate;
import io.exactlyonce.operator.transaction.Preflight;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one snapshot holds pending, and what has become of it. It takes two questions: what the
 * snapshot holds, then what the coordinators say of those ids.
 *
 * @param policy whose storage and brokers are asked
 * @param path of the snapshot
 * @param evidence with the answers, as far as they were given
 */
record PendingReview(String policy, String path, TransactionEvidence evidence) {

    /** The next question; empty if all is answered, or cannot be. */
    Optional<Action.Question> question() {
        SnapshotContent content = evidence.content(policy, path);
        if (content == null) {
            return Optional.of(new Action.ReadSnapshot(policy, path));
        }
        Set<String> unasked = new TreeSet<>(ids(content));
        unasked.removeAll(evidence.described().keySet());
        return unasked.isEmpty()
                ? Optional.empty()
                : Optional.of(new Action.Describe(policy, unasked));
    }

    /** The fate of each pending transaction; empty if it is not known, or not yet. */
    Optional<Preflight> preflight() {
        return question().isEmpty()
                        && evidence.content(policy, path) instanceof SnapshotContent.Pending read
                ? Optional.of(Preflight.of(read.pending(), told()))
                : Optional.empty();
    }

    /** Pending transactions that will commit, as long as somebody does it in time. */
    List<Committable> open() {
        return preflight().stream()
                .flatMap(preflight -> preflight.entries().stream())
                .filter(entry -> entry.fate() == Fate.WILL_COMMIT)
                .map(Preflight.Entry::pending)
                .toList();
    }

    /** How many are committed. */
    int committed() {
        return preflight().map(it -> it.ids(Fate.DONE).size()).orElse(0);
    }

    /** How many nobody can tell the end of. */
    int untold() {
        return preflight()
                .map(it -> it.ids(Fate.UNKNOWN).size() + it.ids(Fate.FORGOTTEN).size())
                .orElse(0);
    }

    /** When the brokers abort the first of them. */
    Optional<Instant> firstExpiry() {
        Map<String, TransactionDescription> told = told();
        return open().stream()
                .flatMap(
                        pending ->
                                Optional.ofNullable(told.get(pending.transactionalId()))
                                        .flatMap(TransactionDescription::expiresAt)
                                        .stream())
                .min(Comparator.naturalOrder());
    }

    /** Losses that are not among those that are known. */
    List<Loss> newLosses(List<Loss> known, Instant now) {
        return preflight().stream()
                .flatMap(preflight -> preflight.entries().stream())
                .filter(entry -> entry.fate() == Fate.LOST)
                .map(entry -> loss(entry.pending(), path, now))
                .filter(
                        loss ->
                                known.stream()
                                        .filter(it -> !it.snapshot().isEmpty())
                                        .noneMatch(loss::isSameAs))
                .toList();
    }

    static Loss loss(Committable pending, String snapshot, Instant now) {
        return new Loss(
                pending.transactionalId(),
                pending.producerId(),
                pending.epoch(),
                TransactionalIdPrefix.ofId(pending.transactionalId())
                        .map(TransactionalIdPrefix::revision)
                        .orElse(0),
                snapshot,
                now,
                null);
    }

    private Map<String, TransactionDescription> told() {
        Map<String, TransactionDescription> told = new HashMap<>();
        evidence.described().forEach((id, answer) -> answer.ifPresent(it -> told.put(id, it)));
        return told;
    }

    private static Set<String> ids(SnapshotContent content) {
        return content instanceof SnapshotContent.Pending read
                ? read.pending().stream()
                        .map(Committable::transactionalId)
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
