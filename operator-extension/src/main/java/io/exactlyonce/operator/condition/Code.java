package io.exactlyonce.operator.condition;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Every rule by its stable code. The same code stands in denials, conditions, events, logs, metrics
 * and documentation; a code is never given to another rule.
 */
public enum Code {
    TRANSACTION_TIMEOUT_TOO_SHORT("EO1001", "The transaction timeout is below the formula"),
    TRANSACTION_TIMEOUT_ABOVE_BROKER(
            "EO1002", "The transaction timeout is above the brokers' maximum"),
    BROKER_CONTRACT_UNKNOWN("EO1003", "The brokers' limits are not known"),
    VALUE_UNREADABLE("EO1004", "A value cannot be read"),

    CHECKPOINT_STORAGE_MISSING("EO1101", "Checkpoints are kept in the JobManager's memory"),
    CHECKPOINT_STORAGE_NOT_DURABLE("EO1102", "A directory is gone with its pod"),
    CHECKPOINT_STORAGE_SHARED("EO1103", "Two deployments share a checkpoint directory"),
    CHECKPOINT_STORAGE_OUTSIDE_POLICY("EO1104", "A directory is outside the policy's storage"),
    CHECKPOINT_MODE_AT_LEAST_ONCE("EO1105", "The checkpoint mode is not EXACTLY_ONCE"),
    CHECKPOINTING_OFF("EO1106", "Periodic checkpoints are off"),
    CONCURRENT_CHECKPOINTS("EO1107", "More than one checkpoint may run at a time"),
    CHECKPOINTS_NOT_RETAINED("EO1108", "Checkpoints are deleted when the job is cancelled"),
    CREDENTIALS_MISSING("EO1109", "Entries of kubernetes.env.secretKeyRef are missing"),
    HIGH_AVAILABILITY_OFF("EO1110", "High availability is off"),
    CHECKPOINTS_AFTER_FINISH_OFF("EO1111", "No checkpoint after tasks have finished"),

    STATELESS_UPGRADE("EO1201", "An upgrade starts with empty state"),
    PARALLELISM_OUTSIDE_SAVEPOINT(
            "EO1202", "The parallelism changes without a confirmed savepoint"),
    PARALLELISM_WITH_VERSION("EO1203", "Parallelism and Flink version change in one write"),
    LAST_STATE_FALLBACK("EO1204", "A savepoint upgrade may silently become another one"),
    UPSTREAM_ROLLBACK("EO1205", "Upstream's rollback is on"),
    FORK("EO1206", "The job is started from a chosen snapshot"),
    LAST_STATE_SUSPEND("EO1207", "The job is stopped without the savepoint it needs"),
    DRAIN_ON_SAVEPOINT("EO1208", "The savepoint drains the pipeline"),
    AUTOSCALER("EO1209", "The autoscaler changes the parallelism past admission"),
    IN_PLACE_RESCALE("EO1210", "The parallelism of vertices is changed in place"),
    ADAPTIVE_SCHEDULER("EO1211", "The scheduler changes the parallelism by itself"),
    SCALE_SUBRESOURCE("EO1212", "The scale subresource changes the parallelism"),
    FLINK_VERSION_LOSES_STATE("EO1213", "This Flink version is known to lose state"),
    NON_RESTORED_STATE("EO1214", "State that fits no operator is dropped"),
    NAMING_STRATEGY_UNFIT("EO1215", "The naming strategy cannot read the job's state"),
    FAILED_JOB_RESTARTED("EO1216", "Upstream restarts failed jobs by itself"),
    JOB_MANAGER_NOT_RECOVERED("EO1217", "A lost JobManager is not brought back"),
    RESTARTS_OFF("EO1218", "The job does not restart after a failure"),

    PREFIX_SET_BY_HAND("EO1301", "The transactional-id prefix is set by hand"),
    NAME_TAKEN("EO1302", "A Deployment of the same name belongs to somebody else"),
    PREFIX_CLASH("EO1303", "Two deployments would use the same transactional ids"),
    ADOPTION_RESTARTS("EO1304", "Putting a running deployment under a policy restarts it"),
    OPT_OUT_WITH_CHANGE("EO1305", "The policy label is removed together with a change"),

    SESSION_CLUSTER("EO1401", "A session cluster has no job of its own"),
    GENERATED_NAME("EO1402", "The name is not known yet"),
    BLUE_GREEN_CHILD("EO1403", "Blue/green deployments are at-least-once"),
    POLICY_MISSING("EO1404", "The policy does not exist"),
    POLICY_INVALID("EO1405", "The policy cannot be used"),
    KEY_SET_TWICE("EO1406", "A key is set in two forms"),
    KEY_IS_PREFIX("EO1407", "A key is the start of another one"),
    NAME_UNFIT("EO1408", "A name does not fit into a transactional id"),
    ACKNOWLEDGEMENT_UNREADABLE("EO1409", "An acknowledgement cannot be read"),
    SETTINGS_ELSEWHERE("EO1410", "Settings reach Flink past flinkConfiguration"),

    OTHER_BROKERS("EO1501", "The job uses other brokers than the policy"),
    RESERVED_CLIENT_PROPERTY("EO1502", "A Kafka property that makes up the guarantee is set"),
    UNKNOWN_JOB_KEY("EO1503", "A key of the job is not known");

    /** What leaves nothing that could be carried out. */
    private static final Set<Code> NOT_ACKNOWLEDGEABLE =
            EnumSet.of(
                    VALUE_UNREADABLE,
                    SESSION_CLUSTER,
                    GENERATED_NAME,
                    NAME_UNFIT,
                    ACKNOWLEDGEMENT_UNREADABLE);

    private final String id;
    private final String title;

    Code(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** For example {@code EO1001}. */
    public String id() {
        return id;
    }

    /** What is wrong, in one short sentence without a full stop. */
    public String title() {
        return title;
    }

    /**
     * Whether a team may take responsibility for it. Not where no plan can be made: without a name
     * or a job there is no prefix, and what cannot be read cannot be judged.
     */
    public boolean isAcknowledgeable() {
        return !NOT_ACKNOWLEDGEABLE.contains(this);
    }

    /** For conditions and events: {@code TransactionTimeoutTooShort}. */
    public String reason() {
        StringBuilder reason = new StringBuilder();
        for (String word : name().split("_")) {
            reason.append(word.charAt(0))
                    .append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return reason.toString();
    }

    /** The code of an id; empty for anything else. */
    public static Optional<Code> of(String id) {
        return Arrays.stream(values()).filter(code -> code.id.equals(id)).findFirst();
    }
}
