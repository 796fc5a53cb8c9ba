package io.exactlyonce.job.commit;

import io.exactlyonce.job.config.AcceptedLoss;
import io.exactlyonce.job.config.CommitOptions;

/**
 * One commit that cannot be made.
 *
 * @param seen what the brokers showed, in words
 * @param restored id of the checkpoint that holds it pending; negative if none was restored
 */
record CommitFinding(CommitCode code, PendingCommit pending, String seen, long restored) {

    @Override
    public String toString() {
        return observed() + " " + fix();
    }

    /** What was seen and why it matters, without advice. */
    String observed() {
        return code
                + " transaction "
                + pending.transactionalId()
                + " (producer "
                + pending.producerId()
                + ", epoch "
                + pending.epoch()
                + (restored < 0 ? "" : ", pending in checkpoint " + restored)
                + "): the brokers show "
                + seen
                + ": "
                + code.why()
                + ".";
    }

    private String fix() {
        return switch (code) {
            case COMMIT_FENCED ->
                    "The restart that follows judges it by the restored checkpoint. Find what else"
                            + " uses the prefix, or shorten the time between checkpoints.";
            case COMMIT_NOT_AUTHORIZED ->
                    "Allow WRITE on TransactionalId with a PREFIXED pattern on the stem that all"
                            + " revisions share.";
            case COMMIT_LOST, COMMIT_UNKNOWN, COMMIT_ID_NOT_FOUND -> decide();
        };
    }

    private String decide() {
        if (restored < 0) {
            return "The restart that follows judges it by the restored checkpoint.";
        }
        String audit =
                code == CommitCode.COMMIT_LOST
                        ? ""
                        : "Look for its records in the topic (audit shows holes in the lanes). ";
        return audit
                + "To go on without it, set "
                + CommitOptions.ACCEPT_LOST_COMMITS.key()
                + ": '"
                + new AcceptedLoss(pending.transactionalId(), restored)
                + "', or '"
                + new AcceptedLoss(sink() + "*", restored)
                + "' for all of this sink in that checkpoint. To have its records written again,"
                + " start from an older checkpoint or savepoint: what was committed after that one"
                + " comes twice.";
    }

    /** The connector appends {@code -subtask-number}. */
    private String sink() {
        return pending.transactionalId().replaceFirst("-\\d+-\\d+$", "-");
    }
}
