package io.exactlyonce.job.commit;

/** What to do with a recovered commit. */
sealed interface CommitDecision {
    /** The transaction is open: commit it. */
    record Commit() implements CommitDecision {}

    /** An earlier attempt got this far. */
    record AlreadyCommitted() implements CommitDecision {}

    /** Nothing is known yet. */
    record AskAgain(String reason) implements CommitDecision {}

    /** Go on without it. */
    record GoOn(CommitFinding finding, boolean accepted) implements CommitDecision {}

    /** Stop the job. */
    record Stop(CommitFinding finding) implements CommitDecision {}
}
