package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the operator ends, as the ledger records it. The intent is written before the deed; the deed
 * is known to be done when the brokers do not list the transaction as open any more. So a crash at
 * any point leaves either an intent that is still right, and is carried out, or one whose
 * transaction is over.
 *
 * @param log as it was
 * @param open what the brokers list, all of it
 * @param now time of the look
 */
record Endings(TransactionLog log, List<OpenTransaction> open, Instant now) {

    /**
     * What is to be ended, and the log that says so.
     *
     * @param log with every intent, and with what is over
     * @param fence to abort now
     * @param settle to commit now
     */
    record Result(TransactionLog log, List<Ended> fence, List<Ended> settle) {}

    /**
     * @param orphans that are to be aborted
     * @param pending that are to be committed
     */
    Result with(List<OpenTransaction> orphans, List<Committable> pending) {
        List<Ended> all = new ArrayList<>();
        int fenced = log.fenced();
        int settled = log.settled();
        for (Ended known : log.ended()) {
            boolean over = known.done().isEmpty() && !isOpen(known);
            all.add(over ? known.doneAt(now) : known);
            fenced += over && known.how() == Ended.How.FENCED ? 1 : 0;
            settled += over && known.how() == Ended.How.SETTLED ? 1 : 0;
        }
        List<Ended> fence = new ArrayList<>();
        for (OpenTransaction orphan : orphans) {
            TransactionDescription told = orphan.description();
            fence.add(
                    intent(all, told.transactionalId(), told.producerId(), told.epoch())
                            .orElseGet(() -> fresh(orphan)));
        }
        List<Ended> settle = new ArrayList<>();
        for (Committable one : pending) {
            settle.add(
                    intent(all, one.transactionalId(), one.producerId(), one.epoch())
                            .filter(known -> known.how() == Ended.How.SETTLED)
                            .orElseGet(() -> fresh(one)));
        }
        fence.stream().filter(one -> !all.contains(one)).forEach(all::add);
        settle.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return new Result(
                log.ending(all, fenced, settled), List.copyOf(fence), List.copyOf(settle));
    }

    private boolean isOpen(Ended known) {
        return open.stream()
                .map(OpenTransaction::description)
                .anyMatch(it -> known.isOf(it.transactionalId(), it.producerId(), it.epoch()));
    }

    private static Optional<Ended> intent(List<Ended> all, String id, long producer, int epoch) {
        return all.stream()
                .filter(known -> known.done().isEmpty() && known.isOf(id, producer, epoch))
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
                now,
                null);
    }

    private Ended fresh(Committable pending) {
        return new Ended(
                pending.transactionalId(),
                Ended.How.SETTLED,
                TransactionalIdPrefix.ofId(pending.transactionalId())
                        .map(TransactionalIdPrefix::revision)
                        .orElse(0),
                pending.producerId(),
                pending.epoch(),
                now,
                null);
    }
}
