package io.exactlyonce.job.commit;

/** Why a commit cannot be made. The name is the code in messages, logs and documentation. */
enum CommitCode {
    COMMIT_LOST(
            "it was aborted, by transaction.timeout.ms while the job was down or by a producer that"
                    + " took its id. Its records are part of the restored state, so they will not"
                    + " be written again: they are lost"),
    COMMIT_UNKNOWN(
            "another producer used the id since, so nobody can tell any more whether this"
                    + " transaction was committed. If it was not, its records are lost"),
    COMMIT_ID_NOT_FOUND(
            "brokers forget an id that was not used for transactional.id.expiration.ms (7 days"
                    + " unless set), so nobody can tell any more whether this transaction was"
                    + " committed. If it was not, its records are lost; no restart changes that"),
    COMMIT_FENCED(
            "it was refused outside of a recovery: it was open for longer than"
                    + " transaction.timeout.ms, or something else uses its transactional id"),
    COMMIT_NOT_AUTHORIZED(
            "the job may not ask about it, so nobody can tell whether its records are lost");

    private final String why;

    CommitCode(String why) {
        this.why = why;
    }

    String why() {
        return why;
    }
}
