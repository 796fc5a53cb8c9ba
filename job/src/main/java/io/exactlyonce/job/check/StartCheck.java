package io.exactlyonce.job.check;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Everything that can be told without asking anybody: pure, and complete in one pass. */
public final class StartCheck {
    /**
     * A broker takes ids of 32,767 bytes; this leaves room for what Flink appends and keeps ids
     * readable in tools. Far above {@code stem.namespace.name.incarnation.revision.}.
     */
    static final int LONGEST_PREFIX = 512;

    private static final Pattern SINK_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]*\\.");
    private static final Duration LEAST_SLACK = Duration.ofMinutes(1);

    private StartCheck() {}

    /**
     * All violations of a parsed configuration, of checkpointing, and of the names of the sinks.
     */
    public static List<Violation> violations(
            ExactlyOnceConfig.Parsed parsed, CheckpointSettings checkpoints, List<String> sinks) {
        ExactlyOnceConfig config = parsed.config();
        List<Violation> found = new ArrayList<>(parsed.violations());
        prefix(config.sink().prefix(), found);
        sinkNames(sinks, found);
        found.addAll(ClientPropertyRules.violations(config));
        checkpointing(checkpoints, found);
        storage(checkpoints, config.check().fileStorageIsDurable(), found);
        timeout(config, checkpoints, found);
        return List.copyOf(found);
    }

    private static void prefix(String prefix, List<Violation> found) {
        String field = ExactlyOnceOptions.SINK_PREFIX.key();
        if (prefix.isEmpty()) {
            return; // Absent: told by the parser.
        }
        if (prefix.length() > LONGEST_PREFIX) {
            found.add(
                    new Violation(
                            field,
                            prefix.length() + " characters",
                            "brokers and tools cut or refuse transactional ids of that size",
                            "use at most " + LONGEST_PREFIX + " characters"));
        } else if (!PREFIX.matcher(prefix).matches()) {
            found.add(
                    new Violation(
                            field,
                            "'"
                                    + prefix
                                    + "' does not end in a dot, or holds other characters"
                                    + " than letters, digits, '.', '_' and '-'",
                            "an unterminated prefix is the beginning of another one (r1 of r10)"
                                    + " and recovery then aborts transactions of the other job",
                            "end it in a dot, as in 'eo1.payments.orders.k3j5x7aq.r000001.'"));
        }
    }

    private static void sinkNames(List<String> sinks, List<Violation> found) {
        Set<String> seen = new HashSet<>();
        for (String sink : sinks) {
            if (!SINK_NAME.matcher(sink).matches()) {
                found.add(
                        new Violation(
                                "sink '" + sink + "'",
                                "the name is not 1 to 64 letters, digits, '_' or '-'",
                                "the name is part of the transactional id, which must stay"
                                        + " terminated and prefix-free",
                                "rename the sink"));
            }
            if (!seen.add(sink)) {
                found.add(
                        new Violation(
                                "sink '" + sink + "'",
                                "the name is used by two sinks of this job",
                                "two sinks under one transactional id fence each other",
                                "give each sink a name of its own"));
            }
        }
    }

    private static void checkpointing(CheckpointSettings checkpoints, List<Violation> found) {
        if (!checkpoints.enabled()) {
            found.add(
                    new Violation(
                            "execution.checkpointing.interval",
                            "not set, so checkpointing is off",
                            "transactions commit with checkpoints: nothing would ever be visible",
                            "set it, for example to 1 min"));
        } else if (!checkpoints.exactlyOnce()) {
            found.add(
                    new Violation(
                            "execution.checkpointing.mode",
                            "AT_LEAST_ONCE",
                            "records between barriers are counted twice after a failure",
                            "set it to EXACTLY_ONCE"));
        }
        if (!checkpoints.afterTasksFinish()) {
            found.add(
                    new Violation(
                            "execution.checkpointing.checkpoints-after-tasks-finish",
                            "false",
                            "transactions of a task that has finished wait for a checkpoint that"
                                    + " never comes, so its last records are lost",
                            "set it to true or remove it"));
        }
    }

    private static void storage(
            CheckpointSettings checkpoints, boolean fileIsDurable, List<Violation> found) {
        String storage = checkpoints.storage();
        String directory = checkpoints.directory();
        if (storage != null && storage.toLowerCase(Locale.ROOT).contains("jobmanager")) {
            found.add(
                    notDurable(
                            "execution.checkpointing.storage",
                            "'" + storage + "': state in the JobManager's memory"));
        } else if (directory == null || directory.isBlank()) {
            found.add(notDurable("execution.checkpointing.dir", "not set: state in memory only"));
        } else if (isFile(directory) && !fileIsDurable) {
            found.add(
                    notDurable(
                            "execution.checkpointing.dir", "'" + directory + "' is a local path"));
        }
    }

    private static boolean isFile(String directory) {
        return directory.startsWith("file:") || !directory.contains("://");
    }

    private static Violation notDurable(String field, String observed) {
        return new Violation(
                field,
                observed,
                "when the machine is gone, so is the knowledge of what was committed",
                "use an object store or a distributed file system (s3://bucket/path); for a shared"
                        + " durable mount declare "
                        + ExactlyOnceOptions.CHECKPOINTS_FILE_DURABLE.key()
                        + ": true");
    }

    private static void timeout(
            ExactlyOnceConfig config, CheckpointSettings checkpoints, List<Violation> found) {
        ExactlyOnceConfig.Check check = config.check();
        if (check.slack().compareTo(LEAST_SLACK) < 0) {
            found.add(
                    new Violation(
                            ExactlyOnceOptions.CHECK_SLACK.key(),
                            TimeText.of(check.slack()),
                            "without a reserve the formula is met by a hair and missed by a hiccup",
                            "set at least " + TimeText.of(LEAST_SLACK)));
        }
        if (!checkpoints.enabled()) {
            return; // No interval, no formula.
        }
        TransactionTimeoutFormula formula =
                checkpoints.formula(check.plainSavepoints(), check.maxOutage(), check.slack());
        Duration timeout = config.sink().transactionTimeout();
        if (timeout.compareTo(formula.lowerBound()) < 0) {
            found.add(tooShort(timeout, formula));
        }
    }

    private static Violation tooShort(Duration timeout, TransactionTimeoutFormula formula) {
        return new Violation(
                ExactlyOnceOptions.SINK_TRANSACTION_TIMEOUT.key(),
                TimeText.of(timeout)
                        + ", below the "
                        + TimeText.of(formula.lowerBound())
                        + " it must outlive: "
                        + TimeText.of(formula.beforeCommit())
                        + " until a commit (interval "
                        + TimeText.of(formula.interval())
                        + ", checkpoint timeout "
                        + TimeText.of(formula.checkpointTimeout())
                        + ", "
                        + formula.tolerableFailures()
                        + " tolerated failures) + outage "
                        + TimeText.of(formula.maxOutage())
                        + " + slack "
                        + TimeText.of(formula.slack()),
                "a broker aborts a transaction at its timeout, and data of a completed checkpoint"
                        + " is lost",
                "raise the timeout (and the brokers' transaction.max.timeout.ms), or lower"
                        + " execution.checkpointing.timeout, .interval or "
                        + ExactlyOnceOptions.CHECK_MAX_OUTAGE.key());
    }
}
