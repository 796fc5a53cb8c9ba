package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.DurationText;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.FlinkVersion;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.DeploymentDirectories;
import io.exactlyonce.operator.policy.KafkaClientSettings;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.SecretVariable;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything a revision needs, for what the user left open. Every value is written out even where
 * it is Flink's own default: below a deployment lies upstream's default configuration, so absent
 * does not mean unset.
 */
final class Injection {
    private final Policy policy;
    private final BrokerContract contract;

    Injection(Policy policy, BrokerContract contract) {
        this.policy = policy;
        this.contract = contract;
    }

    /** What we add to this spec. */
    InjectedBlock block(Subject subject, Fields userSpec) {
        FlinkVersion version = FlinkVersion.parse(userSpec.text("flinkVersion").orElse(""));
        Block block = new Block(version);
        directories(block, subject);
        checkpoints(block);
        failOver(block);
        storageAccess(block);
        upstream(block);
        job(block, subject);
        return InjectedBlock.of(block.entries).only(new Absence(userSpec));
    }

    /**
     * What we add for upstream alone, whatever the policy: a change of it restarts no job, so it
     * may be added without a revision.
     */
    static InjectedBlock ignoredByUpstream(Fields userSpec) {
        Block block = new Block(FlinkVersion.parse(userSpec.text("flinkVersion").orElse("")));
        upstream(block);
        return InjectedBlock.of(block.entries).only(new Absence(userSpec));
    }

    /**
     * The entries of an earlier revision under a new number: for a policy that is not there to ask,
     * where the user accepts that.
     */
    static InjectedBlock carriedOver(InjectedBlock earlier, int revision) {
        Map<String, String> entries = new TreeMap<>(earlier.entries());
        entries.computeIfPresent(RevisionKeys.REVISION, (key, old) -> Integer.toString(revision));
        entries.computeIfPresent(
                RevisionKeys.PREFIX,
                (key, old) ->
                        TransactionalIdPrefix.parse(old)
                                .map(prefix -> prefix.withRevision(revision).format())
                                .orElse(old));
        return InjectedBlock.of(entries);
    }

    private void directories(Block block, Subject subject) {
        DeploymentDirectories directories =
                DeploymentDirectories.of(
                        policy.checkpoints().storage().root(),
                        subject.namespace(),
                        subject.name(),
                        subject.incarnation().value());
        block.put(FlinkKey.CHECKPOINT_STORAGE, "filesystem");
        block.put(FlinkKey.CHECKPOINT_DIRECTORY, directories.checkpoints().toString());
        block.put(FlinkKey.SAVEPOINT_DIRECTORY, directories.savepoints().toString());
        block.put(FlinkKey.HIGH_AVAILABILITY, "kubernetes");
        block.put(FlinkKey.HIGH_AVAILABILITY_STORAGE, directories.highAvailability().toString());
    }

    private void checkpoints(Block block) {
        Checkpoints.Timing timing = policy.checkpoints().timing();
        block.put(FlinkKey.CHECKPOINTING_MODE, "EXACTLY_ONCE");
        block.put(FlinkKey.CHECKPOINT_INTERVAL, DurationText.format(timing.interval()));
        block.put(FlinkKey.CHECKPOINT_TIMEOUT, DurationText.format(timing.timeout()));
        block.put(FlinkKey.CHECKPOINT_MIN_PAUSE, DurationText.format(timing.minPause()));
        block.put(
                FlinkKey.TOLERABLE_FAILED_CHECKPOINTS,
                Integer.toString(timing.tolerableFailures()));
        block.put(FlinkKey.MAX_CONCURRENT_CHECKPOINTS, "1");
        block.put(FlinkKey.EXTERNALIZED_RETENTION, "RETAIN_ON_CANCELLATION");
        block.put(FlinkKey.CHECKPOINTS_AFTER_TASKS_FINISH, "true");
        block.put(FlinkKey.STATE_BACKEND, "rocksdb");
        block.put(FlinkKey.INCREMENTAL_CHECKPOINTS, "true");
    }

    /** Shorter than Flink's defaults (10 s, 50 s; 1 s growing to 1 min): docs/fail-over.md. */
    private static void failOver(Block block) {
        block.put(FlinkKey.HEARTBEAT_INTERVAL, "3 s");
        block.put(FlinkKey.HEARTBEAT_TIMEOUT, "15 s");
        block.put(FlinkKey.RESTART_STRATEGY, "exponential-delay");
        block.put(FlinkKey.EXPONENTIAL_INITIAL_BACKOFF, "500 ms");
        block.put(FlinkKey.EXPONENTIAL_MAX_BACKOFF, "30 s");
    }

    private void storageAccess(Block block) {
        policy.checkpoints().storage().s3IfAny().ifPresent(s3 -> s3(block, s3));
        List<SecretVariable> secrets = KafkaClientSettings.secretVariables(policy);
        if (!secrets.isEmpty()) {
            block.put(
                    FlinkKey.SECRET_ENVIRONMENT,
                    secrets.stream().map(SecretVariable::entry).collect(Collectors.joining(";")));
        }
    }

    private static void s3(Block block, Checkpoints.S3 s3) {
        s3.endpointIfAny()
                .ifPresent(endpoint -> block.put(FlinkKey.S3_ENDPOINT, endpoint.toString()));
        if (s3.pathStyleAccess()) {
            block.put(FlinkKey.S3_PATH_STYLE, "true");
        }
    }

    /** Keys that upstream ignores when it looks for changes: they never restart a job. */
    private static void upstream(Block block) {
        block.put(FlinkKey.SAVEPOINT_FORMAT, "NATIVE");
        block.put(FlinkKey.LAST_STATE_FALLBACK, "false");
        block.put(FlinkKey.ROLLBACK, "false");
        block.put(FlinkKey.AUTOSCALER, "false");
        block.put(InjectedBlock.UPGRADE_MODE, "savepoint");
    }

    private void job(Block block, Subject subject) {
        Checkpoints.Outage outage = policy.checkpoints().outage();
        block.put(RevisionKeys.REVISION, Integer.toString(subject.revision()));
        if (prefixFits(subject)) {
            block.put(RevisionKeys.PREFIX, prefix(subject).format());
        }
        block.put(
                "exactly-once.sink.transaction-timeout",
                DurationText.format(policy.transactions().timeout().effective(contract)));
        block.put(
                "exactly-once.sink.naming-strategy", policy.transactions().namingStrategy().text());
        block.put("exactly-once.check.max-outage", DurationText.format(outage.maxOutage()));
        block.put("exactly-once.check.slack", DurationText.format(outage.slack()));
        block.put(
                "exactly-once.check.plain-savepoints", Integer.toString(outage.plainSavepoints()));
        if (policy.checkpoints().storage().durableFileStorage()) {
            block.put("exactly-once.checkpoints.file-storage-is-durable", "true");
        }
        KafkaClientSettings.flinkConfiguration(policy.kafka()).forEach(block::put);
    }

    private boolean prefixFits(Subject subject) {
        return TransactionalIdPrefix.violations(
                        policy.transactions().idStem(),
                        subject.namespace(),
                        subject.name(),
                        subject.revision())
                .isEmpty();
    }

    private TransactionalIdPrefix prefix(Subject subject) {
        return new TransactionalIdPrefix(
                policy.transactions().idStem(),
                subject.namespace(),
                subject.name(),
                subject.incarnation(),
                subject.revision());
    }

    /** Entries under the names that one Flink version understands. */
    private static final class Block {
        private final FlinkVersion version;
        private final SortedMap<String, String> entries = new TreeMap<>();

        Block(FlinkVersion version) {
            this.version = version;
        }

        void put(FlinkKey option, String value) {
            put(option.nameFor(version), value);
        }

        void put(String key, String value) {
            entries.put(key, value);
        }
    }
}
