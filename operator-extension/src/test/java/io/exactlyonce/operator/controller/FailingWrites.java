package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.port.UnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Effects of which the n-th fails. */
final class FailingWrites implements ClusterWrites {
    private final ClusterWrites real;
    private final int failing;
    private final Fault fault;
    private final AtomicInteger writes = new AtomicInteger();

    /** How it fails. */
    enum Fault {
        /** The process dies before it, and does nothing any more. */
        KILLED,
        /** It is done, and the answer never comes back. */
        ANSWER_LOST,
        /** Somebody else was faster. */
        CONFLICT
    }

    /**
     * @param failing number of the write that fails, from 1
     */
    FailingWrites(ClusterWrites real, int failing, Fault fault) {
        this.real = real;
        this.failing = failing;
        this.fault = fault;
    }

    /** Whether the story has come to the write that fails. */
    boolean hasFailed() {
        return writes.get() >= failing;
    }

    boolean isDead() {
        return fault == Fault.KILLED && hasFailed();
    }

    private <T> T write(Supplier<T> request) {
        int number = writes.incrementAndGet();
        if (number < failing || number > failing && fault != Fault.KILLED) {
            return request.get();
        }
        switch (fault) {
            case KILLED -> throw new UnavailableException("killed at write " + number);
            case CONFLICT ->
                    throw new ConflictException("write " + number, new IllegalStateException());
            default -> {
                var unused = request.get();
                throw new UnavailableException("no answer to write " + number);
            }
        }
    }

    private void run(Runnable request) {
        var unused =
                write(
                        () -> {
                            request.run();
                            return "";
                        });
    }

    @Override
    public StoredLedger create(Ledger ledger) {
        return write(() -> real.create(ledger));
    }

    @Override
    public void update(StoredLedger stored, Ledger next) {
        run(() -> real.update(stored, next));
    }

    @Override
    public void remove(StoredLedger stored) {
        run(() -> real.remove(stored));
    }

    @Override
    public void change(FlinkDeployment seen, Fields wanted) {
        run(() -> real.change(seen, wanted));
    }

    @Override
    public void tell(FlinkDeployment about, EventNote note) {
        run(() -> real.tell(about, note));
    }

    @Override
    public void tell(Ledger about, EventNote note) {
        run(() -> real.tell(about, note));
    }

    @Override
    public void policyStatus(Fields seen, Fields status) {
        // Not part of the story: it would make the numbers of writes depend on chance.
    }
}
