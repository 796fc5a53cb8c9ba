package io.exactlyonce.operator.monitoring;

import static io.exactlyonce.operator.monitoring.Metric.Kind.COUNTER;
import static io.exactlyonce.operator.monitoring.Metric.Kind.GAUGE;
import static io.exactlyonce.operator.monitoring.Metric.Kind.HISTOGRAM;
import static io.exactlyonce.operator.monitoring.Scope.DEPLOYMENT;
import static io.exactlyonce.operator.monitoring.Scope.POLICY;
import static io.exactlyonce.operator.monitoring.Scope.PROCESS;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric of the operator's own. The one list that the code, the reference page, and the tests
 * of alerts and dashboards read.
 */
public enum Metric {
    COMPONENT_READY(
            PROCESS,
            "component_ready",
            "1 if a part of the process works, as /readyz says.",
            "component"),
    CERTIFICATE_EXPIRY(
            PROCESS,
            "certificate_expiry_timestamp_seconds",
            "When the webhook's certificate ends; NaN while there is none."),
    CERTIFICATE_TROUBLE(
            PROCESS,
            "certificate_trouble",
            "1 while a replica cannot look after the webhook's certificate; kind says why.",
            "kind"),
    ADMISSION(
            HISTOGRAM,
            PROCESS,
            "admission_seconds",
            "Time to answer an admission request. outcome: passed, completed, refused (by a rule),"
                    + " failed (not judged), malformed.",
            "endpoint",
            "outcome"),
    ADMISSION_DENIALS(
            PROCESS,
            "admission_denials_total",
            "Refused writes by code; one write with three violations counts three times.",
            "code"),
    REVISION_CHANGE(
            HISTOGRAM,
            PROCESS,
            "revision_change_seconds",
            "Time that revisions took. change: first, rescale (the parallelism differs from the"
                    + " revision before), upgrade. phase: deploy (written until upstream began,"
                    + " the savepoint included), start (until its JobManager was seen),"
                    + " checkpoint (until its first completed one), whole. outcome: Completed, or"
                    + " what became of one that never committed.",
            "change",
            "phase",
            "outcome"),

    CONDITION(
            DEPLOYMENT,
            "condition",
            "1 for the status that a condition of the ledger has, 0 for the other two.",
            "type",
            "status"),
    CONDITION_REASON(
            DEPLOYMENT,
            "condition_reason",
            "1 for the reason that a condition has; others are absent.",
            "type",
            "reason"),
    VIOLATION(
            DEPLOYMENT,
            "violation",
            "1 for each rule that the deployment breaks as it is; accepted ones are absent.",
            "code"),
    LAST_LOOK(
            DEPLOYMENT,
            "last_look_timestamp_seconds",
            "When the controller last looked at it. At least every 10 min."),
    LIVE_REVISION(
            DEPLOYMENT,
            "live_revision",
            "Number of the revision that the JobManager named; absent if there is none."),
    LATEST_REVISION(DEPLOYMENT, "latest_revision", "Greatest number of a revision given out."),
    REVISION_PHASE(
            DEPLOYMENT,
            "revision_phase_seconds",
            "How long the newest revision took in each phase that it has come through.",
            "phase"),
    CHECKPOINT_AGE(
            DEPLOYMENT,
            "checkpoint_age_seconds",
            "Age of the newest completed checkpoint; absent if the running JobManager knows none."),
    CHECKPOINT_DURATION(
            DEPLOYMENT,
            "checkpoint_duration_seconds",
            "End-to-end duration of the newest completed checkpoint."),
    CHECKPOINT_SIZE(
            DEPLOYMENT,
            "checkpoint_size_bytes",
            "All of the state that the newest completed checkpoint refers to."),
    CHECKPOINT_WRITTEN(
            DEPLOYMENT, "checkpoint_written_bytes", "What the newest completed checkpoint wrote."),
    CHECKPOINT_INTERVAL(
            DEPLOYMENT,
            "checkpoint_interval_seconds",
            "Interval in effect at the job; absent if periodic checkpoints are off."),
    CHECKPOINT_TIMEOUT(DEPLOYMENT, "checkpoint_timeout_seconds", "Timeout in effect at the job."),
    CHECKPOINTS_COMPLETED(
            DEPLOYMENT,
            "checkpoints_completed_total",
            "Checkpoints that completed since this process first saw the job."),
    CHECKPOINTS_FAILED(
            DEPLOYMENT,
            "checkpoints_failed_total",
            "Checkpoints that failed since this process first saw the job."),

    TRANSACTIONS_OPEN(
            DEPLOYMENT,
            "transactions_open",
            "Open transactions as the brokers listed them. standing: live, protected (a snapshot"
                    + " that may be restored holds them), orphan (nobody will finish them),"
                    + " undecided, foreign (of an incarnation no ledger knows). Absent while the"
                    + " brokers do not answer.",
            "standing"),
    TRANSACTION_AGE(
            DEPLOYMENT,
            "transaction_age_seconds",
            "Age of the open transaction that has used most of its timeout."),
    TRANSACTION_AGE_RATIO(
            DEPLOYMENT,
            "transaction_age_ratio",
            "Greatest age of an open transaction, divided by its own timeout; at 1 the brokers"
                    + " abort it."),
    TRANSACTIONS_OPENED(
            DEPLOYMENT,
            "transactions_opened_total",
            "Transactions seen open for the first time. One that begins and ends between two looks"
                    + " (30 s) is not seen."),
    TRANSACTIONS_ENDED(
            DEPLOYMENT,
            "transactions_ended_total",
            "Transactions that were seen open and are not any more, by what their coordinator says."
                    + " outcome: committed, aborted, timed_out (aborted, and its time was up),"
                    + " unknown.",
            "outcome"),
    TRANSACTIONS_FENCED(
            DEPLOYMENT, "transactions_fenced_total", "Orphans aborted by the operator."),
    TRANSACTIONS_SETTLED(
            DEPLOYMENT,
            "transactions_settled_total",
            "Pending transactions committed by the operator in place of the job."),
    TRANSACTIONS_LOST(
            DEPLOYMENT,
            "transactions_lost_total",
            "Pending transactions of a snapshot that the brokers had aborted."),
    NEWEST_LOSS(
            DEPLOYMENT,
            "newest_loss_timestamp_seconds",
            "When the newest loss in the ledger was found; absent if there is none."),
    COMMITS(
            DEPLOYMENT,
            "commits_total",
            "What the job's committers counted since this process first saw the job, read every"
                    + " 30 s; what a task counted just before it died may be missing. outcome:"
                    + " committed, already_committed, failed, retried (Flink's); recovered, lost,"
                    + " unknown, accepted, fenced (jobs on the library).",
            "outcome"),
    LAG(
            DEPLOYMENT,
            "last_stable_offset_lag_records",
            "Records that read_committed consumers do not get yet, of the partitions with open"
                    + " transactions. The 50 topics with the greatest lag.",
            "topic"),
    STALLED(
            DEPLOYMENT,
            "last_stable_offset_stalled_seconds",
            "How long the last stable offset of a partition has not moved though records wait"
                    + " behind it; the longest of the topic's partitions with open transactions.",
            "topic"),
    DEADLINE(
            DEPLOYMENT,
            "commit_deadline_seconds",
            "Time left until pending transactions are lost; negative after it. Absent if nothing is"
                    + " pending or the job runs."),
    DEADLINE_ELAPSED(
            DEPLOYMENT,
            "commit_deadline_elapsed_ratio",
            "Part of the time to the commit deadline that has passed."),

    POLICY_VALID(POLICY, "policy_valid", "1 if every field of the policy can be used."),
    POLICY_READY(POLICY, "policy_ready", "1 if its Ready is True, and of the spec as it is now."),
    CONTRACT_KNOWN(
            POLICY,
            "contract_known",
            "1 if the smallest maximum transaction timeout of the brokers is known."),
    CONTRACT_REACHABLE(POLICY, "contract_reachable", "1 if the brokers answered when last asked."),
    CONTRACT_AGE(
            POLICY,
            "contract_age_seconds",
            "Time since the brokers were last asked; absent if never."),
    CONTRACT_MAX_TIMEOUT(
            POLICY,
            "contract_transaction_max_timeout_seconds",
            "Smallest transaction.max.timeout.ms of all brokers; absent if unknown."),
    CONTRACT_BROKERS(POLICY, "contract_brokers", "Brokers that told their limits when last asked."),
    CONTRACT_REPLICATION(
            POLICY,
            "contract_transaction_state_replicas",
            "Replicas of __transaction_state; absent if unknown."),
    CONTRACT_MIN_IN_SYNC(
            POLICY,
            "contract_transaction_state_min_in_sync_replicas",
            "min.insync.replicas of __transaction_state; absent if unknown."),
    CONTRACT_MISSING_ACLS(
            POLICY,
            "contract_missing_acls",
            "Operations that the brokers' access rules refused in the dry run.");

    /** Of every name. */
    public static final String PREFIX = "exactly_once_";

    private static final String TOTAL = "_total";

    private final Scope scope;
    private final Kind kind;
    private final String rest;
    private final String help;
    private final List<String> own;

    Metric(Scope scope, String rest, String help, String... own) {
        this(rest.endsWith("_total") ? COUNTER : GAUGE, scope, rest, help, own);
    }

    Metric(Kind kind, Scope scope, String rest, String help, String... own) {
        this.scope = scope;
        this.kind = kind;
        this.rest = rest;
        this.help = help;
        this.own = List.of(own);
    }

    /** How a value behaves. */
    public enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    public Scope scope() {
        return scope;
    }

    public Kind kind() {
        return kind;
    }

    /** What it is, when it is absent, and the values of labels that are not names. */
    public String help() {
        return help;
    }

    /** As queries name it, {@code _total} of a counter included. */
    public String text() {
        return PREFIX + rest;
    }

    /** As the registry wants it: {@code _total} is its own to add. */
    String base() {
        return rest.endsWith(TOTAL)
                ? PREFIX + rest.substring(0, rest.length() - TOTAL.length())
                : PREFIX + rest;
    }

    /** As Micrometer wants it, which adds {@code _seconds} and {@code _total} by itself. */
    public String meter() {
        return base().replaceFirst("_seconds$", "").replace('_', '.');
    }

    /** All labels, those of the scope first. */
    public List<String> labels() {
        return Stream.concat(scope.labels().stream(), own.stream()).toList();
    }

    /** Labels besides those of the scope. */
    public List<String> ownLabels() {
        return own;
    }

    /** The names of its series. */
    public List<String> series() {
        if (kind != HISTOGRAM) {
            return List.of(text());
        }
        return Stream.of("_bucket", "_count", "_sum", "_max").map(end -> text() + end).toList();
    }
}
