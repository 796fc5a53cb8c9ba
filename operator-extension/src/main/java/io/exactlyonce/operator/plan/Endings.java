package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.Fate;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the operator ends, as the ledger records it. The intent is written before the deed; the deed
 * is known to be done when the brokers do not list the transaction as open any more. So a crash at
 * any point leaves either an intent that is still right, and is carried out, or one whose
 * transaction is over.
 *
 * @param log as it was
 * @param open what the brokers list, all of it
 * @param described what coordinators say of single ids; empty for one they do not know
 * @param now time of the look
 */
record Endings(
        TransactionLog log,
        List<OpenTransaction> open,
        Map<String, Optional<TransactionDescription>> described,
        Instant now) {

    /**
     * To be aborted at a time: the brokers are asked for one after the other, and a ledger has to
     * have room for what is to be committed.
     */
    static final int MOST = 500;

    /**
     * What is to be ended, and the log that says so.
     *
     * @param log with every intent, and with what is over
     * @param fence to abort now
     * @param settle to commit now
     */
    record Result(TransactionLog log, List<Ended> fence, List<Ended> settle) {

        /** First what must not be lost. */
        List<Action> deeds(String policy) {
            List<Action> deeds = new ArrayList<>();
            if (!settle.isEmpty()) {
                deeds.add(new Action.Settle(policy, settle));
            }
            if (!fence.isEmpty()) {
                deeds.add(new Action.Fence(policy, fence));
            }
            return deeds;
        }
    }

    /**
     * What was once to be committed is not aborted later, whatever was decided since: its records
     * were counted as written then, and the commit may only have been late.
     *
     * @param orphans that are to be aborted
     * @param pending that are to be committed
     */
    Result with(List<OpenTransaction> orphans, List<Committable> pending) {
        return with(orphans, pending, "");
    }

    /**
     * The same, with a name for what is lost if the commit comes too late.
     *
     * @param snapshot that holds pending what is to be committed; empty text if none does
     */
    Result with(List<OpenTransaction> orphans, List<Committable> pending, String snapshot) {
        TransactionLog closed = closed();
        List<Ended> all = new ArrayList<>(closed.ended());
        List<Ended> settle = new ArrayList<>();
        long open = all.stream().filter(known -> known.done().isEmpty()).count();
        long place = TransactionLog.ENDED - open;
        for (Committable one : pending) {
            Optional<Ended> intended = intent(all, Ended.How.SETTLED, one);
            // The rest is protected by its snapshot, and comes when these are done.
            if (intended.isPresent() || place-- > 0) {
                settle.add(intended.orElseGet(() -> fresh(one, snapshot)));
            }
        }
        long room = MOST - open - settle.stream().filter(one -> !all.contains(one)).count();
        List<Ended> fence = new ArrayList<>();
        for (OpenTransaction orphan : orphans) {
            Committable one = committable(orphan);
            Optional<Ended> promised = intent(all, Ended.How.SETTLED, one);
            promised.ifPresent(settle::add);
            Optional<Ended> intended = intent(all, Ended.How.FENCED, one);
            if (promised.isEmpty() && (intended.isPresent() || room-- > 0)) {
                fence.add(intended.orElseGet(() -> fresh(orphan)));
            }
        }
        all.removeIf(known -> isFenceOf(known, settle));
        fence.stream().filter(one -> !all.contains(one)).forEach(all::add);
        settle.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return new Result(
                closed.ending(all, closed.fenced(), closed.settled()),
                List.copyOf(fence),
                List.copyOf(settle));
    }

    /** What is over is counted, as what it came to and not as what was intended. */
    private TransactionLog closed() {
        Set<String> unasked = unasked();
        List<Ended> all = new ArrayList<>();
        List<Loss> losses = new ArrayList<>();
        int fenced = log.fenced();
        int settled = log.settled();
        for (Ended known : log.ended()) {
            boolean over = known.done().isEmpty() && !isOpen(known) && !unasked.contains(id(known));
            if (!over) {
                all.add(known);
            } else if (known.how() == Ended.How.FENCED) {
                all.add(known.doneAt(now));
                fenced++;
            } else if (fate(known) == Fate.WILL_COMMIT) {
                // Of another name's or incarnation's, so not listed as open here: still to be done.
                all.add(known);
            } else if (fate(known) == Fate.DONE) {
                all.add(known.doneAt(now));
                settled++;
            } else {
                // The commit came too late, or never: not settled, and said so.
                losses.add(PendingReview.loss(committable(known), known.snapshot(), now));
            }
        }
        return log.ending(all, fenced, settled).losing(losses);
    }

    /** What has to be asked before what is over can be counted. */
    Optional<Action.Question> question(String policy) {
        Set<String> unasked = unasked();
        return unasked.isEmpty()
                ? Optional.empty()
                : Optional.of(new Action.Describe(policy, unasked));
    }

    /** Ids whose commit was intended, and of which only a coordinator can tell that it was made. */
    private Set<String> unasked() {
        return log.ended().stream()
                .filter(known -> known.how() == Ended.How.SETTLED && known.done().isEmpty())
                .filter(known -> !isOpen(known))
                .map(Endings::id)
                .filter(id -> !described.containsKey(id))
                .collect(Collectors.toSet());
    }

    private static String id(Ended known) {
        return known.transactionalId();
    }

    private Fate fate(Ended known) {
        return Fate.of(
                committable(known),
                described.getOrDefault(known.transactionalId(), Optional.empty()).orElse(null));
    }

    private boolean isOpen(Ended known) {
        return open.stream()
                .map(OpenTransaction::description)
                .anyMatch(it -> known.isOf(it.transactionalId(), it.producerId(), it.epoch()));
    }

    private static Committable committable(Ended known) {
        return new Committable(known.transactionalId(), known.producerId(), known.epoch());
    }

    private static Committable committable(OpenTransaction open) {
        TransactionDescription told = open.description();
        return new Committable(told.transactionalId(), told.producerId(), told.epoch());
    }

    /** An abort that was intended, of what is to be committed now. */
    private static boolean isFenceOf(Ended known, List<Ended> settle) {
        return known.how() == Ended.How.FENCED
                && known.done().isEmpty()
                && settle.stream()
                        .anyMatch(
                                it ->
                                        known.isOf(
                                                it.transactionalId(), it.producerId(), it.epoch()));
    }

    private static Optional<Ended> intent(List<Ended> all, Ended.How how, Committable one) {
        return all.stream()
                .filter(known -> known.how() == how && known.done().isEmpty())
                .filter(known -> known.isOf(one.transactionalId(), one.producerId(), one.epoch()))
                .findFirst();
    }

    private Ended fresh(OpenTransaction orphan) {
        TransactionDescription told = orphan.description();
        return new Ended(
                told.transactionalId(),
                Ended.How.FENCED,
                orphan.revision(),
                told.producerId(),
                told.epoch(),
                "",
                now,
                null);
    }

    private Ended fresh(Committable pending, String snapshot) {
        return new Ended(
                pending.transactionalId(),
                Ended.How.SETTLED,
                TransactionalIdPrefix.ofId(pending.transactionalId())
                        .map(TransactionalIdPrefix::revision)
                        .orElse(0),
                pending.producerId(),
                pending.epoch(),
                snapshot,
                now,
                null);
    }
}
