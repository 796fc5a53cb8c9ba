package io.exactlyonce.operator.plan.transactions;

/** What to say of a job that does not run, of which not all is known that it holds pending. */
final class StopDoubt {
    private StopDoubt() {}

    static String unreadable(String path, String reason) {
        return pending(path, reason)
                + " Make the snapshot readable for the operator: storage, credentials and endpoint"
                + " are those of the policy.";
    }

    static String missing(String path) {
        return pending(path, "it is not there")
                + " Put it back, or compare what was written since the snapshot before with its"
                + " input, and start from that one.";
    }

    static String newest(String reason) {
        return pending("its newest snapshot", reason)
                + " Make the checkpoint directory readable for the operator; if its snapshots are"
                + " gone, compare what was written last with its input before the next start.";
    }

    /** What is found may not be the last. */
    static String unrest(String path, String why) {
        return "The job was stopped, and may still complete a checkpoint: "
                + why
                + ". Until that is ruled out nobody can tell whether "
                + (path.isEmpty()
                        ? "it has left anything pending."
                        : path + " is its newest snapshot, of which nothing is pending any more.");
    }

    private static String pending(String what, String reason) {
        return "The job does not run, and what "
                + what
                + " holds pending is not known: "
                + reason
                + ". Whether that is lost, and until when the job has to be back, cannot be told"
                + " meanwhile.";
    }

    /** Ids that were used again, or that the brokers have forgotten, tell nothing. */
    static String untold(String path, int untold) {
        return "The job does not run, and whether "
                + untold
                + " of the transactions that "
                + path
                + " holds pending were committed cannot be told: the brokers have"
                + " forgotten their ids, or the ids were used again. The command"
                + " preflight "
                + path
                + " names them: compare what was written at that time with its"
                + " input before the next start.";
    }
}
