package io.exactlyonce.job.twophase;

/**
 * What the committer needs to commit one pre-committed transaction in any later process: no handle
 * to a writer, nothing held in memory.
 *
 * @param transaction names the hidden file and the file it becomes
 * @param records number of records in the file, at least 1 (an empty transaction has no file)
 * @param bytes length of the file when it was forced to disk; a file of another length is not what
 *     was pre-committed
 */
record FileCommittable(TransactionName transaction, long records, long bytes) {
    FileCommittable {
        if (records < 1 || bytes < 0) {
            throw new IllegalArgumentException(
                    "Committable of "
                            + transaction.visible()
                            + " has records="
                            + records
                            + " bytes="
                            + bytes
                            + ": a transaction without a record must not reach the committer."
                            + " Hand out a committable only for a file with records.");
        }
    }
}
