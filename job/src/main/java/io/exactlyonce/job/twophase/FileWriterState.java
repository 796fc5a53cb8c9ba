package io.exactlyonce.job.twophase;

/**
 * What a writer may leave behind, said before it leaves it: every transaction that this run opens
 * for this sink after this checkpoint. If the checkpoint is restored, none of them was part of it,
 * their records are read again, and they are orphans to abort.
 *
 * @param sinkId id of the sink that took the snapshot
 * @param run job id (32 hexadecimal digits) of the job that took the snapshot
 * @param checkpointId id of the checkpoint or savepoint this state is part of
 */
record FileWriterState(String sinkId, String run, long checkpointId) {}
