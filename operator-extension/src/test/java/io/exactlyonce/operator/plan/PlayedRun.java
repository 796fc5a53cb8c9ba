package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.CheckpointStatistics;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A recorded trace of upstream with brokers and a clock that a test plays, for tests of the shell:
 * what the controller sees and plans at each look.
 */
public final class PlayedRun {
    public static final Duration INTERVAL = Duration.ofMinutes(1);
    public static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** Of transactions. */
    public static final Duration TRANSACTION_TIMEOUT = PlayedBrokers.TIMEOUT;

    private final LedgerScene scene = new LedgerScene();
    private final PlayedBrokers brokers = new PlayedBrokers(scene);
    private final UpstreamTraces trace;
    private final List<Fields> events;
    private CheckpointStatistics statistics = CheckpointStatistics.NONE;
    private Optional<Snapshot> newest = Optional.empty();
    private String job = "";
    private String prefix = "";

    /**
     * @param name of the trace
     * @param revisions number of each generation, the first one first
     */
    public PlayedRun(String name, List<Integer> revisions, Instant start) {
        this.trace = new UpstreamTraces(name, revisions);
        this.events = UpstreamTraces.events(name);
        scene.now = start;
    }

    /**
     * What the controller saw, and what it planned then and did.
     *
     * @param seen with the ledgers as they were before
     */
    public record Look(LedgerObservation seen, LedgerPlan plan) {}

    /** The n-th event of the trace happens. */
    public void event(int number) {
        scene.deployment = trace.after(events.get(number));
    }

    /** The controller looks, and does what it plans. */
    public Look look(Instant now) {
        scene.now = now;
        scene.policy = policy(now);
        scene.flink =
                scene.deployment == null
                        ? null
                        : Optional.ofNullable(UpstreamReplayTest.jobManager(scene.deployment, ""))
                                .map(this::answer)
                                .orElse(null);
        List<Ledger> before = List.copyOf(scene.ledgers.values());
        LedgerPlan plan = brokers.look();
        return new Look(
                new LedgerObservation(
                        scene.deployment,
                        before,
                        scene.flink,
                        scene.policy,
                        scene.assessment,
                        scene.snapshots,
                        scene.transactions,
                        now),
                plan);
    }

    private PolicyLookup policy(Instant now) {
        Fields object =
                Fields.EMPTY
                        .with("lab", "metadata", "namespace")
                        .with("standard", "metadata", "name")
                        .with("kafka:9092", "spec", "kafka", "bootstrapServers")
                        .with(LedgerScene.STORAGE, "spec", "checkpoints", "storage")
                        .with("Fence", "spec", "transactions", "orphans");
        return new PolicyLookup.Found("standard", PolicyReader.read(object), contract(now));
    }

    /** The policy of such a run. */
    public static Policy policy() {
        PlayedRun run = new PlayedRun("orders", List.of(1), Instant.EPOCH);
        run.event(0);
        return ((PolicyLookup.Found) run.look(Instant.EPOCH).seen().policy()).valid().orElseThrow();
    }

    /** As the brokers of the run tell it. */
    public static BrokerContract contract(Instant now) {
        return new BrokerContract(
                now,
                true,
                TRANSACTION_TIMEOUT,
                List.of(new BrokerContract.Broker(1, TRANSACTION_TIMEOUT, 2, Duration.ofDays(7))),
                new BrokerContract.TransactionState(3, 2),
                List.of());
    }

    private FlinkObservation answer(FlinkObservation told) {
        if (!told.jobId().equals(job)) {
            newest = Optional.empty();
            statistics = CheckpointStatistics.NONE;
            job = told.jobId();
            prefix = told.prefix();
        }
        return new FlinkObservation(
                told.configuration(),
                told.jobId(),
                told.jobState(),
                told.parallelism(),
                new Checkpointing(true, INTERVAL, TIMEOUT, Duration.ZERO, 1),
                new Checkpoints(
                        true, newest.orElse(null), told.restored().orElse(null), statistics));
    }

    /** The job that was seen last; empty text if none was. */
    public String job() {
        return job;
    }

    /** A checkpoint of the running job completes. */
    public void checkpoint(long id, Instant at) {
        newest =
                Optional.of(
                        new Snapshot(
                                LedgerScene.STORAGE + "/cp/" + job() + "/chk-" + id,
                                id,
                                job(),
                                at,
                                false));
        statistics =
                new CheckpointStatistics(
                        statistics.completed() + 1,
                        statistics.failed(),
                        new CheckpointStatistics.Newest(Duration.ofMillis(850), 4_194_304, 65_536));
    }

    /** Transactions of the running revision begin, one of each subtask. */
    public void open(int subtasks, long checkpoint, Instant at) {
        scene.now = at;
        for (int subtask = 0; subtask < subtasks; subtask++) {
            brokers.open(id(subtask, checkpoint), TRANSACTION_TIMEOUT);
        }
    }

    /** They end, all in the same way; as their coordinator shows them then. */
    public List<TransactionDescription> end(int subtasks, long checkpoint, TransactionState how) {
        return IntStream.range(0, subtasks)
                .mapToObj(subtask -> id(subtask, checkpoint))
                .map(
                        id -> {
                            brokers.end(id, how);
                            return brokers.told(id);
                        })
                .toList();
    }

    private String id(int subtask, long checkpoint) {
        return prefix + "out.-" + subtask + "-" + checkpoint;
    }

    /** The brokers do not answer any more; empty text if they do. */
    public void silence(String why) {
        brokers.silence = why;
    }
}
