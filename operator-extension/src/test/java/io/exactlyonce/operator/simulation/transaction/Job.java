package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.simulation.transaction.Brokers.Answer;
import io.exactlyonce.operator.simulation.transaction.Brokers.End;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.transaction.Fate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Flink job with an exactly-once sink: a checkpoint's barrier precommits transactions, and the
 * completed checkpoint commits them; a restore commits what the snapshot holds pending, and takes
 * over what was begun after it.
 */
final class Job {
    /** As the REST interface names them. */
    enum State {
        RUNNING,
        RESTARTING,
        FINISHED,
        CANCELED
    }

    /**
     * What a job is started as.
     *
     * @param name of the deployment
     * @param id of the job
     * @param revision number
     * @param prefix of its transactional ids
     * @param parallelism how many subtasks
     */
    record Plan(String name, String id, int revision, String prefix, int parallelism) {}

    private final Plan plan;
    private final Site site;
    private final Brokers brokers;
    private State state = State.RESTARTING;
    private boolean stuck;
    private final Writers writers;
    private final Set<Committable> precommitted = new LinkedHashSet<>();
    private final Set<Committable> notified = new LinkedHashSet<>();
    private final Set<Committable> dropped = new LinkedHashSet<>();
    private long counter;
    private @Nullable Kept underWay;
    private @Nullable Kept recorded;
    private @Nullable Kept restored;
    private @Nullable Kept latest;

    Job(Plan plan, Site site, @Nullable Kept from, long counter) {
        this.plan = plan;
        this.site = site;
        this.brokers = site.brokers();
        this.writers = new Writers(brokers, plan.prefix(), plan.parallelism());
        this.recorded = from;
        this.counter = counter;
    }

    Plan plan() {
        return plan;
    }

    State state() {
        return state;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    boolean isOver() {
        return state == State.FINISHED || state == State.CANCELED;
    }

    /** It restarts for ever: a commit is lost, or its id forgotten. */
    boolean isStuck() {
        return stuck;
    }

    long counter() {
        return counter;
    }

    /** What it would start from if it failed now, as its HA metadata has it. */
    Optional<Kept> recorded() {
        return Optional.ofNullable(recorded);
    }

    Optional<Snapshot> restored() {
        return Optional.ofNullable(restored).map(Kept::snapshot);
    }

    Optional<Snapshot> latest() {
        return Optional.ofNullable(latest).map(Kept::snapshot);
    }

    /** Whether a checkpoint of its own is the newest. */
    boolean hasCommitted() {
        return recorded != null
                && !recorded.snapshot().savepoint()
                && recorded.snapshot().jobId().equals(plan.id());
    }

    /** Whether it may still finish the transaction by itself. */
    boolean holds(Committable transaction) {
        return writers.hold(transaction)
                || precommitted.contains(transaction)
                || notified.contains(transaction);
    }

    /** Brings a job up that does not run; each attempt may fail half way. */
    void restart() {
        if (state != State.RESTARTING || stuck) {
            return;
        }
        precommitted.clear();
        notified.clear();
        writers.close(true);
        underWay = null;
        restored = recorded;
        if (recorded != null && site.storage().at(recorded.path()).isEmpty()) {
            stuck = true;
            return;
        }
        boolean abortsFirst = site.dice().percent(50);
        if (abortsFirst) {
            writers.takeOver(recorded);
        }
        if (!recommit()) {
            return;
        }
        if (!abortsFirst) {
            writers.takeOver(recorded);
        }
        counter = Math.max(counter, recorded == null ? 0 : recorded.id());
        writers.open(recorded);
        state = State.RUNNING;
    }

    private boolean recommit() {
        if (recorded == null) {
            return true;
        }
        for (Committable one : recorded.pending()) {
            if (site.dice().percent(4)) {
                return false;
            }
            Answer answer = brokers.recommit(one);
            if (answer == Answer.UNKNOWN_ID) {
                stuck = true;
                return false;
            }
            if (answer == Answer.PRODUCER_FENCED && isLost(one)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it fails the job: a loud committer asks the broker before it goes on. */
    private boolean isLost(Committable one) {
        if (brokers.end(one).filter(End.COMMITTED::equals).isPresent()) {
            return false;
        }
        site.losses().lost(one);
        dropped.add(one);
        if (site.loud()) {
            site.losses().told(one);
            stuck = Fate.of(one, brokers.describe(one.transactionalId()).orElse(null)) == Fate.LOST;
        }
        return stuck;
    }

    /** Records arrive. */
    void write() {
        if (isRunning() && !writers.write(site.dice())) {
            fail(false);
        }
    }

    /** The barrier: what was written is precommitted, even if the checkpoint fails later. */
    void trigger() {
        if (isRunning() && underWay == null) {
            underWay = precommit(false);
        }
    }

    private Kept precommit(boolean savepoint) {
        counter++;
        precommitted.addAll(writers.precommit(counter));
        String path = Storage.path(plan, counter, savepoint);
        return new Kept(
                new Snapshot(path, counter, plan.id(), null, savepoint),
                plan.prefix(),
                List.copyOf(precommitted));
    }

    /** The checkpoint that is under way fails; its transactions wait for the next. */
    void decline() {
        underWay = null;
    }

    /** It completes, subsumes the one before, and is to be committed. */
    void complete() {
        Kept next = underWay;
        if (next == null || isOver()) {
            return;
        }
        for (Committable one : dropped) {
            Invariant.NOTHING_LOST_SILENTLY.require(
                    site.losses().isTold(one), () -> one + " before " + next.path());
        }
        site.storage().keep(next);
        if (hasCommitted()) {
            site.storage().remove(recorded);
        }
        recorded = next;
        latest = next;
        notified.addAll(next.pending());
        underWay = null;
    }

    /** Commits what a completed checkpoint holds, as far as it gets. */
    void commit() {
        for (Committable one : List.copyOf(notified)) {
            if (site.dice().percent(10)) {
                return;
            }
            Answer answer = brokers.commit(one);
            if (answer == Answer.PRODUCER_FENCED
                    && brokers.end(one).filter(End.COMMITTED::equals).isEmpty()) {
                fail(false);
                return;
            }
            notified.remove(one);
            precommitted.remove(one);
        }
    }

    /** A savepoint in between, which commits nothing. */
    void savepoint() {
        if (isRunning() && underWay == null) {
            site.storage().keep(precommit(true));
        }
    }

    /** Stop-with-savepoint: its path once it is confirmed; it may fail at any point. */
    Optional<Kept> stop() {
        if (!isRunning() || underWay != null || site.dice().percent(15)) {
            return Optional.empty();
        }
        Kept savepoint = precommit(true);
        site.storage().keep(savepoint);
        notified.addAll(savepoint.pending());
        commit();
        if (!isRunning() || !notified.isEmpty()) {
            // It exists, and the job runs on past it.
            fail(site.dice().percent(50));
            return Optional.empty();
        }
        writers.close(false);
        state = State.FINISHED;
        return Optional.of(savepoint);
    }

    /** Its tasks fail; killed ones leave their transactions open. */
    void fail(boolean killed) {
        if (isOver()) {
            return;
        }
        writers.close(killed);
        state = State.RESTARTING;
        underWay = null;
        precommitted.clear();
        notified.clear();
    }

    /** The JobManager as well: what it remembers of checkpoints is gone. */
    void killJobManager() {
        fail(true);
        latest = null;
        restored = null;
    }

    /** What is precommitted stays open. */
    void cancel() {
        if (!isOver()) {
            fail(false);
            state = State.CANCELED;
        }
    }
}
