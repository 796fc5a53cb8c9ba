package io.exactlyonce.operator.condition;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every reason of conditions and events that is not a rule; rules have a {@link Code}. A reason is
 * read by programs: it is never renamed.
 */
public enum Reason {
    RUNNING("Running", "The revision of the spec runs"),
    LIVE("Live", "The JobManager says that it is this revision"),
    AS_INTENDED("AsIntended", "There is nothing to do"),
    PLANNED("Planned", "The revision waits for upstream to begin with it"),
    DEPLOYING("Deploying", "Upstream is deploying the revision"),
    WAITING_FOR_FIRST_CHECKPOINT(
            "WaitingForFirstCheckpoint", "The revision runs and has completed no checkpoint yet"),
    NOT_VERIFIED("NotVerified", "What the running job is configured with could not be read"),
    NOT_RUNNING("NotRunning", "The job is deployed and does not run"),
    RETIRED("Retired", "A later revision took over with its state"),
    SUPERSEDED(
            "Superseded",
            "The revision was replaced, and nothing proves that its state was taken over"),
    SKIPPED("Skipped", "The revision was replaced before it was deployed"),
    ROLLED_BACK("RolledBack", "Upstream went back to the revision before"),
    FAILED("Failed", "The job failed for good"),
    FINISHED("Finished", "The job has finished"),
    SUSPENDED_BY_SAVEPOINT("SuspendedBySavepoint", "The job was stopped with a savepoint"),
    SUSPENDED_BY_LAST_STATE(
            "SuspendedByLastState",
            "The job was stopped without a savepoint; its clock is running"),
    SUSPENDED_WITHOUT_STATE("SuspendedWithoutState", "The job was stopped, and its state dropped"),
    DELETING("Deleting", "The deployment is being deleted"),
    RESTORED_FROM_NOTHING("RestoredFromNothing", "A revision started with empty state"),
    RESTORED_FROM_LAST_STATE(
            "RestoredFromLastState", "A revision did not start from the savepoint it was to"),
    RESTORED_ELSEWHERE(
            "RestoredElsewhere", "A revision started from another snapshot than upstream recorded"),
    PARALLELISM_DIFFERS(
            "ParallelismDiffers", "The job runs with another parallelism than its revision has"),
    OTHER_REVISION_LIVE(
            "OtherRevisionLive", "The running job is another revision than upstream says"),
    UNPROTECTED("Unprotected", "The deployment breaks rules, or was written past the webhook"),
    POLICY_DRIFT("PolicyDrift", "The policy would now inject something else"),
    BROKERS_DIFFER("BrokersDiffer", "The job writes to other brokers than the policy names"),
    POLICY_MISSING("PolicyMissing", "The policy does not exist"),
    POLICY_INVALID("PolicyInvalid", "The policy cannot be used"),
    RELEASED("Released", "The policy label was removed"),
    GONE("Gone", "The deployment was deleted"),
    RECREATED("Recreated", "A new deployment has the name of a deleted one"),
    REBUILT("Rebuilt", "The ledger was lost, and rebuilt as far as annotations tell"),
    PAUSED("Paused", "The controller does not act"),
    READY_TO_RUN("ReadyToRun", "The deployment is complete; job.state may be set to running"),
    SAVEPOINT_IMPOSSIBLE(
            "SavepointImpossible", "Upstream waits for a savepoint that the job cannot take"),
    SAVEPOINT_FAILED(
            "SavepointFailed", "The running job fails to write the savepoint it is to stop with"),
    RECOVERING("Recovering", "The job is started again from its newest snapshot"),
    RECOVERED("Recovered", "The job runs again, from the snapshot that was chosen"),
    BROKER_UNREACHABLE("BrokerUnreachable", "No broker has told its limits"),
    BROKER_AUTHENTICATION_FAILED(
            "BrokerAuthenticationFailed", "Operator and brokers did not accept each other"),
    BROKER_REQUEST_FAILED("BrokerRequestFailed", "The brokers answered with an error"),
    ENDPOINT_REFUSED("EndpointRefused", "A server is outside the bounds set for this operator"),
    ACL_MISSING("AclMissing", "The brokers' access rules refuse what jobs need"),
    SECRET_FORBIDDEN("SecretForbidden", "The operator may not read a Secret of the policy"),
    SECRET_UNUSABLE("SecretUnusable", "A Secret of the policy is missing, or holds nothing of use"),
    SECRET_UNKNOWN("SecretUnknown", "Whether a Secret of the policy can be read is not known"),
    NOT_ASKED("NotAsked", "The brokers are not asked for open transactions by this version"),
    TIMEOUTS_WITHIN_LIMITS(
            "WithinLimits", "The transaction timeout lies between the formula and the brokers"),
    TIMEOUT_UNSAFE("TimeoutUnsafe", "The transaction timeout is too short or too long"),
    CHECKPOINTS_COMPLETE("CheckpointsComplete", "The newest checkpoint is as young as configured"),
    CHECKPOINT_OVERDUE("CheckpointOverdue", "No checkpoint has completed for too long"),
    SETTINGS_DIFFER("SettingsDiffer", "The running job has other settings than its revision"),
    PREFIX_NOT_USED("PrefixNotUsed", "The running job does not use the prefix of its revision"),
    SEEN_IN_EFFECT("SeenInEffect", "Job and brokers show that exactly-once is in effect"),
    TRANSACTIONS_CLEAN("NoneOpen", "Nothing is open but what the running revision will finish"),
    ORPHANS_OPEN("OrphansOpen", "Transactions are open that nobody will finish"),
    FENCING("Fencing", "Transactions that nobody will finish are being aborted"),
    FENCED("Fenced", "Transactions that nobody would finish were aborted"),
    SETTLED("Settled", "Transactions that a snapshot held pending were committed"),
    TRANSACTIONS_UNDECIDED(
            "TransactionsUndecided", "Whether anybody will finish open transactions is not known"),
    TRANSACTIONS_OLD("TransactionsOld", "Open transactions have used half of their timeout"),
    TRANSACTION_HANGS(
            "TransactionHangs", "A transaction that no coordinator knows holds readers back"),
    TRANSACTIONS_LOST("TransactionsLost", "Pending transactions were aborted by the brokers"),
    FOREIGN_INCARNATION(
            "ForeignIncarnation", "Open transactions bear an incarnation that no ledger knows"),
    COMMIT_DEADLINE_HALF(
            "CommitDeadlineHalf", "Half of the time has passed until pending records are lost"),
    COMMIT_DEADLINE_NEAR(
            "CommitDeadlineNear",
            "Four fifths of the time have passed until pending records are lost");

    private final String text;
    private final String title;

    Reason(String text, String title) {
        this.text = text;
        this.title = title;
    }

    /** CamelCase, as conditions and events carry it. */
    public String text() {
        return text;
    }

    /** What it means, in one short sentence without a full stop. */
    public String title() {
        return title;
    }

    /** The reason of a text; empty for one of another version. */
    public static Optional<Reason> of(String text) {
        return Arrays.stream(values()).filter(reason -> reason.text.equals(text)).findFirst();
    }
}
