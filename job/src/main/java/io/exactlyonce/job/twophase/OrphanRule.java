package io.exactlyonce.job.twophase;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which hidden files a starting writer aborts. Pure: names and numbers in, a verdict out.
 *
 * <p>Assumption: a sink id belongs to one running job at a time, and its earlier attempts are gone.
 *
 * <p>Invariant: a pending committable is never an orphan. It is contained in the restored
 * checkpoint R, so its transaction was pre-committed at R or before and opened after a checkpoint
 * below R; only what was opened after R or later is aborted.
 *
 * <p>Consequence of judging run by run: checkpoint ids start again in a job that starts without
 * state, so they are compared only within the runs this snapshot descends from. What any other run
 * left hidden is not ours to judge and stays.
 */
final class OrphanRule {
    /** Of a start without a snapshot: no checkpoint id. */
    private static final long NONE = -1;

    private final Writer writer;
    private final Set<String> formerRuns;
    private final long restored;

    private OrphanRule(Writer writer, Set<String> formerRuns, long restored) {
        this.writer = writer;
        this.formerRuns = Set.copyOf(formerRuns);
        this.restored = restored;
    }

    /**
     * The writer that starts.
     *
     * @param run job id of the running job
     * @param parallelism number of subtasks of the sink now; files of subtasks that no longer exist
     *     fall to subtask modulo parallelism
     * @param attempt number of this execution attempt, from 0
     */
    record Writer(String sinkId, String run, int subtask, int parallelism, int attempt) {}

    /**
     * Of a start without a snapshot. A first attempt aborts nothing, for hidden files may be
     * pending in a checkpoint that somebody still means to restore. A later attempt without a
     * snapshot shows that this job has completed no checkpoint yet, so none of its own files is
     * pending.
     */
    static OrphanRule withoutSnapshot(Writer writer) {
        return new OrphanRule(writer, Set.of(), NONE);
    }

    /**
     * Of a start from a snapshot.
     *
     * @param states the share of the writers' states that fell to this writer; none after scaling
     *     up, and then the writers that got one abort what former runs left
     * @throws IllegalArgumentException if a state was written by another sink or at another
     *     checkpoint than Flink says it restored: two witnesses that disagree delete nothing
     */
    static OrphanRule restoring(
            Writer writer, OptionalLong restoredCheckpoint, Collection<FileWriterState> states) {
        long restored =
                restoredCheckpoint.orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Flink restores a writer of sink '"
                                                + writer.sinkId()
                                                + "' but names no checkpoint: pending and orphaned"
                                                + " files cannot be told apart. Start from a"
                                                + " checkpoint or savepoint."));
        states.forEach(state -> requireSameOrigin(writer, restored, state));
        return new OrphanRule(
                writer,
                states.stream().map(FileWriterState::run).collect(Collectors.toSet()),
                restored);
    }

    private static void requireSameOrigin(Writer writer, long restored, FileWriterState state) {
        if (!state.sinkId().equals(writer.sinkId())) {
            throw new IllegalArgumentException(
                    "State of sink '"
                            + state.sinkId()
                            + "' was restored into sink '"
                            + writer.sinkId()
                            + "': the files it left open would never be aborted. Keep the sink id,"
                            + " or give the new sink a uid of its own after a stop with savepoint.");
        }
        if (state.checkpointId() != restored) {
            throw new IllegalArgumentException(
                    "Writer state of sink '"
                            + state.sinkId()
                            + "' is of checkpoint "
                            + state.checkpointId()
                            + " but Flink restored checkpoint "
                            + restored
                            + ": pending and orphaned files cannot be told apart. Restore from"
                            + " another checkpoint.");
        }
    }

    /** Whether this writer is the one to abort the transaction, and must. */
    boolean isOrphan(TransactionName name) {
        if (!name.sinkId().equals(writer.sinkId())) {
            return false;
        }
        if (name.run().equals(writer.run())) {
            // Other subtasks of this run may be writing already, or have never stopped (Flink
            // restarts only the failed region): keep to our share.
            return name.subtask() % writer.parallelism() == writer.subtask()
                    && (restored == NONE ? writer.attempt() > 0 : name.openedAfter() >= restored);
        }
        return formerRuns.contains(name.run()) && name.openedAfter() >= restored;
    }

    /** Id of the checkpoint the next transaction is opened after: the restored one, or 0. */
    long openAfter() {
        return Math.max(0, restored);
    }
}
