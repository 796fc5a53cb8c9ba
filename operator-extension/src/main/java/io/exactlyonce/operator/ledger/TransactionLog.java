package io.exactlyonce.operator.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the transactions of one incarnation.
 *
 * @param open by revision, as the brokers last told
 * @param stalled partitions whose careful readers wait for longer than checkpoints explain
 * @param ended by the operator, the newest {@value #SHOWN}, and whatever is not done yet
 * @param fenced how many were ever fenced
 * @param settled how many were ever committed in place of the job
 * @param losses that were found, the newest {@value #LOSSES}; those that are handled go first
 * @param lost how many were ever found
 * @param deadline until when the deployment must be back; null if it runs, or nothing is pending,
 *     or it is not known
 * @param accounted the stop of the job after which nothing is pending any more; null if it runs, or
 *     something is pending, or it is not known
 * @param seen the revision whose prefix the brokers were last seen to list; null if none was
 */
public record TransactionLog(
        List<OpenGroup> open,
        Stalled stalled,
        List<Ended> ended,
        int fenced,
        int settled,
        List<Loss> losses,
        int lost,
        @Nullable CommitDeadline deadline,
        @Nullable Accounted accounted,
        @Nullable SeenInEffect seen) {
    /** How many are kept that are over; a runaway revision of 50 subtasks fits twice. */
    public static final int SHOWN = 100;

    /** How many fit that the operator ends: {@code maxItems} of the resource definition. */
    public static final int ENDED = 1_000;

    /**
     * How many losses fit. Once they are this many, another of a snapshot that is among them may be
     * one that had no room, and is not counted again: then the number is a lower bound.
     */
    public static final int LOSSES = 1_000;

    /** Nothing is known. */
    public static final TransactionLog NONE =
            new TransactionLog(
                    List.of(), Stalled.NONE, List.of(), 0, 0, List.of(), 0, null, null, null);

    /** Copies and sorts; of what is over the oldest is forgotten first. */
    public TransactionLog {
        open =
                open.stream()
                        .sorted(
                                Comparator.comparingInt(OpenGroup::revision)
                                        .thenComparing(OpenGroup::standing))
                        .toList();
        ended = newest(ended);
        losses = fitting(losses);
    }

    private static List<Ended> newest(List<Ended> all) {
        List<Ended> kept = new ArrayList<>(all);
        for (Ended old : all) {
            if (kept.size() > SHOWN && old.done().isPresent()) {
                kept.remove(old);
            }
        }
        return List.copyOf(kept);
    }

    private static List<Loss> fitting(List<Loss> all) {
        int excess = Math.max(0, all.size() - LOSSES);
        List<Loss> handled =
                all.stream().filter(loss -> loss.handled().isPresent()).limit(excess).toList();
        List<Loss> kept = new ArrayList<>(all);
        kept.removeAll(handled);
        return List.copyOf(kept.subList(Math.max(0, kept.size() - LOSSES), kept.size()));
    }

    /**
     * That the brokers list ids under the prefix of a revision, with the timeout it is to have.
     *
     * @param revision number of the revision
     * @param at when it was first seen
     */
    public record SeenInEffect(int revision, Instant at) {}

    public Optional<CommitDeadline> deadlineIfAny() {
        return Optional.ofNullable(deadline);
    }

    /** What is known of a stop; empty if that is of another one, or of none. */
    public Optional<Accounted> accountOf(Optional<Stop> stop) {
        return Optional.ofNullable(accounted)
                .filter(known -> stop.equals(Optional.of(known.stop())));
    }

    public Optional<SeenInEffect> seenIfAny() {
        return Optional.ofNullable(seen);
    }

    /** The same with what the brokers list now. */
    public TransactionLog listing(List<OpenGroup> groups) {
        return new TransactionLog(
                groups, stalled, ended, fenced, settled, losses, lost, deadline, accounted, seen);
    }

    /** The same with what holds readers back now. */
    public TransactionLog stalling(Stalled partitions) {
        return new TransactionLog(
                open, partitions, ended, fenced, settled, losses, lost, deadline, accounted, seen);
    }

    /** The same with another list of what the operator ended. */
    public TransactionLog ending(List<Ended> all, int nowFenced, int nowSettled) {
        return new TransactionLog(
                open, stalled, all, nowFenced, nowSettled, losses, lost, deadline, accounted, seen);
    }

    /**
     * The same with losses that are not in it yet. One that is may come with the snapshot that was
     * not known before.
     */
    public TransactionLog losing(List<Loss> more) {
        List<Loss> all = new ArrayList<>(losses);
        int fresh = 0;
        for (Loss loss : more) {
            Optional<Loss> known = all.stream().filter(loss::isSameAs).findFirst();
            if (known.isEmpty() && !hadNoRoom(loss)) {
                all.add(loss);
                fresh++;
            } else if (known.isPresent() && known.get().snapshot().isEmpty()) {
                all.set(all.indexOf(known.get()), known.get().of(loss.snapshot()));
            }
        }
        return with(all, lost + fresh);
    }

    private boolean hadNoRoom(Loss loss) {
        return losses.size() >= LOSSES
                && losses.stream().anyMatch(it -> it.snapshot().equals(loss.snapshot()));
    }

    /** The same once a revision is live, and has committed: what was lost before is handled. */
    public TransactionLog handled(Instant live) {
        return with(losses.stream().map(loss -> loss.handledAt(live)).toList(), lost);
    }

    /** Losses of which it is not known that somebody has acted. */
    public List<Loss> openLosses() {
        return losses.stream().filter(loss -> loss.handled().isEmpty()).toList();
    }

    private TransactionLog with(List<Loss> all, int everLost) {
        return new TransactionLog(
                open, stalled, ended, fenced, settled, all, everLost, deadline, accounted, seen);
    }

    /** The same with another deadline, or none. */
    public TransactionLog until(@Nullable CommitDeadline next) {
        return new TransactionLog(
                open, stalled, ended, fenced, settled, losses, lost, next, accounted, seen);
    }

    /** The same with another stop after which nothing is pending, or none. */
    public TransactionLog accounting(@Nullable Accounted next) {
        return new TransactionLog(
                open, stalled, ended, fenced, settled, losses, lost, deadline, next, seen);
    }

    /** The same with a revision seen at the brokers. */
    public TransactionLog seeing(@Nullable SeenInEffect next) {
        return new TransactionLog(
                open, stalled, ended, fenced, settled, losses, lost, deadline, accounted, next);
    }
}
