package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.simulation.transaction.Brokers.Answer;
import io.exactlyonce.operator.simulation.transaction.Brokers.End;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.transaction.Fate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Flink job with an exactly-once sink, INCREMENTING: each subtask has one transaction, which a
 * checkpoint's barrier precommits and the completed checkpoint commits; a restore commits what the
 * snapshot holds pending, then probes ids from the snapshot's number on and takes over what it
 * finds, under its own prefix and that of the snapshot, and no other.
 */
final class Job {
    private static final String SINK = "out.";

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

    /** Where a job runs. */
    record Site(Brokers brokers, Storage storage, Losses losses, Dice dice, boolean loud) {}

    private final Plan plan;
    private final Site site;
    private final Brokers brokers;
    private State state = State.RESTARTING;
    private boolean stuck;
    private final List<Committable> current = new ArrayList<>();
    private final Set<Committable> precommitted = new LinkedHashSet<>();
    private final Set<Committable> notified = new LinkedHashSet<>();
    private final Set<Committable> dropped = new LinkedHashSet<>();
    private long counter;
    private long offset;
    private @Nullable Kept underWay;
    private @Nullable Kept recorded;
    private @Nullable Kept restored;
    private @Nullable Kept latest;

    Job(Plan plan, Site site, @Nullable Kept from, long counter) {
        this.plan = plan;
        this.site = site;
        this.brokers = site.brokers();
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
        return current.contains(transaction)
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
        current.clear();
        underWay = null;
        restored = recorded;
        if (recorded != null && site.storage().at(recorded.path()).isEmpty()) {
            stuck = true;
            return;
        }
        boolean abortsFirst = site.dice().percent(50);
        if (abortsFirst) {
            takeOver();
        }
        if (!recommit()) {
            return;
        }
        if (!abortsFirst) {
            takeOver();
        }
        counter = Math.max(counter, number(recorded));
        offset = number(recorded) + 1;
        for (int subtask = 0; subtask < plan.parallelism(); subtask++) {
            current.add(brokers.take(id(plan.prefix(), subtask, offset)));
        }
        state = State.RUNNING;
    }

    private static long number(@Nullable Kept snapshot) {
        return snapshot == null ? 0 : snapshot.id();
    }

    private static String id(String prefix, int subtask, long offset) {
        return prefix + SINK + subtask + "-" + offset;
    }

    private boolean recommit() {
        if (recorded == null) {
            return true;
        }
        for (Committable one : recorded.pending()) {
            if (site.dice().percent(4)) {
                return false;
            }
            Answer answer = brokers.commit(one);
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

    /** ProbingTransactionAbortStrategy: until the first id of a subtask that nobody ever took. */
    private void takeOver() {
        Set<String> prefixes = new LinkedHashSet<>(List.of(plan.prefix()));
        if (recorded != null) {
            prefixes.add(recorded.prefix());
        }
        for (String prefix : prefixes) {
            for (int own = 0; own < plan.parallelism(); own++) {
                int subtask = own;
                while (probe(prefix, subtask, number(recorded) + 1) > 0) {
                    subtask += plan.parallelism();
                }
            }
        }
    }

    private int probe(String prefix, int subtask, long first) {
        int taken = 0;
        for (long next = first; ; next++) {
            boolean known = brokers.knows(id(prefix, subtask, next));
            brokers.take(id(prefix, subtask, next));
            if (!known) {
                return taken;
            }
            taken++;
        }
    }

    /** Records arrive. */
    void write() {
        if (!isRunning()) {
            return;
        }
        for (Committable one : current) {
            if (site.dice().percent(70) && !brokers.write(one)) {
                fail(false);
                return;
            }
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
        for (Committable one : current) {
            brokers.open(one.transactionalId()).filter(one::equals).ifPresent(precommitted::add);
        }
        current.clear();
        for (int subtask = 0; subtask < plan.parallelism(); subtask++) {
            // Numbers that failed checkpoints left out are taken as well, so that probing works.
            for (long gap = offset + 1; gap <= counter; gap++) {
                brokers.take(id(plan.prefix(), subtask, gap));
            }
            current.add(brokers.take(id(plan.prefix(), subtask, counter + 1)));
        }
        offset = counter + 1;
        String path =
                savepoint
                        ? Storage.savepoint(plan.name(), plan.id(), counter)
                        : Storage.checkpoints(plan.name()) + "/" + plan.id() + "/chk-" + counter;
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
        current.forEach(brokers::abort);
        current.clear();
        state = State.FINISHED;
        return Optional.of(savepoint);
    }

    /** Its tasks fail; killed ones leave their transactions open. */
    void fail(boolean killed) {
        if (isOver()) {
            return;
        }
        if (!killed) {
            current.forEach(brokers::abort);
        }
        state = State.RESTARTING;
        underWay = null;
        precommitted.clear();
        notified.clear();
        current.clear();
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
