package io.exactlyonce.operator.controller;

import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.controller.FailingWrites.Fault;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A deployment from its creation without a webhook to its deletion, with everything the controller
 * does in between: it is completed, runs, an edit makes it crash in a loop, it is recovered from
 * its newest checkpoint, and is deleted. A controller that dies on the way is started again.
 */
public final class Lifecycle implements AutoCloseable {
    private static final String NAME = "orders";
    private static final String FIRST_JOB = "a".repeat(32);
    private static final String SECOND_JOB = "b".repeat(32);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Name of the option in Flink 1.20 and later. */
    private static final String CHECKPOINTS = "execution.checkpointing.dir";

    /** Of the operator. */
    private final KubernetesClient client;

    private final Cluster cluster;
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-07-01T10:00:00Z"));
    private final AtomicReference<Optional<FlinkObservation>> flink =
            new AtomicReference<>(Optional.empty());
    private @Nullable FailingWrites writes;
    private RunningController controller;
    private boolean restarted;

    private Lifecycle(
            Cluster cluster, KubernetesClient client, UnaryOperator<ClusterWrites> effects) {
        this.client = client;
        this.cluster = cluster;
        this.controller = RunningController.start(client, setup().with(effects));
    }

    /**
     * The end of the story.
     *
     * @param ledger what is remembered
     * @param spec of the deployment just before it was deleted
     * @param reasons of the events that were told
     * @param failed whether a write failed on the way
     */
    public record End(String ledger, String spec, List<String> reasons, boolean failed) {}

    /** The story without a crash. */
    static End undisturbed(KubernetesClient client, String namespace) {
        return undisturbed(new Cluster(client, namespace), client);
    }

    /** The same with an operator that may do less than those who write and deploy. */
    public static End undisturbed(Cluster cluster, KubernetesClient operator) {
        try (Lifecycle story = new Lifecycle(cluster, operator, UnaryOperator.identity())) {
            return story.play();
        }
    }

    /** The story with a controller whose n-th write fails. */
    static End failing(KubernetesClient client, String namespace, int failing, Fault fault) {
        AtomicReference<FailingWrites> writes = new AtomicReference<>();
        try (Lifecycle story =
                new Lifecycle(
                        new Cluster(client, namespace),
                        client,
                        real -> {
                            writes.set(new FailingWrites(real, failing, fault));
                            return writes.get();
                        })) {
            story.writes = writes.get();
            return story.play();
        }
    }

    private RunningController.Setup setup() {
        FlinkPort jobManagers = (namespace, name) -> flink.get();
        return RunningController.Setup.of(cluster.namespace()).with(jobManagers, SAFE, now::get);
    }

    /** Storage that cannot be listed, and snapshots in which nothing is pending. */
    private static final SnapshotStore SAFE =
            new SnapshotStore() {
                @Override
                public StoredSnapshots stored(Policy policy, String directory, Set<String> jobs) {
                    return new StoredSnapshots.NotListed("the test has no storage");
                }

                @Override
                public SnapshotContent content(Policy policy, String path) {
                    return new SnapshotContent.Pending(List.of());
                }
            };

    private End play() {
        cluster.policy("standard");
        cluster.suspended(NAME);
        until(() -> deployment(found -> found.annotation(Annotations.REVISION).isPresent()));
        until(() -> ledger(found -> found.history().highest() == 1));

        cluster.edit(NAME, object -> object.with("running", "spec", "job", "state"));
        cluster.deployed(NAME, FIRST_JOB, "RECONCILING", "");
        answers(1, FIRST_JOB, "RUNNING", null);
        job("RUNNING");
        until(() -> ledger(found -> outcome(found, 1) == Outcome.LIVE));

        answers(1, FIRST_JOB, "RESTARTING", null);
        cluster.edit(NAME, object -> admitted(object.with("flink:1.20.1", "spec", "image")));
        job("RECONCILING");
        until(() -> ledger(found -> outcome(found, 2) == Outcome.PLANNED));
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(5)));
        job("RESTARTING");
        until(() -> deployment(found -> found.spec().has("job", "savepointRedeployNonce")));

        flink.set(Optional.empty());
        cluster.deployed(NAME, SECOND_JOB, "RECONCILING", chk());
        answers(2, SECOND_JOB, "RUNNING", chk());
        job("RUNNING");
        until(
                () ->
                        ledger(
                                found ->
                                        outcome(found, 2) == Outcome.LIVE
                                                && found.plannedRecovery().isEmpty()));
        String spec = cluster.deployment(NAME).spec().values().toString();

        cluster.delete(Kinds.FLINK_DEPLOYMENT, NAME);
        until(() -> ledger(found -> found.phase() instanceof Phase.Gone));
        return new End(
                incarnationFree(shown(cluster.ledgers(NAME).get(0))),
                incarnationFree(spec),
                cluster.reasons(NAME).stream().sorted().toList(),
                writes != null && writes.hasFailed());
    }

    /** What upstream says of the job; the watch tells the controller. */
    private void job(String state) {
        cluster.status(NAME, status -> status.with(state, "jobStatus", "state"));
    }

    private String chk() {
        return directory() + "/" + FIRST_JOB + "/chk-7";
    }

    private String directory() {
        return FlinkConfiguration.of(cluster.deployment(NAME).spec())
                .value(CHECKPOINTS)
                .orElseThrow();
    }

    /** As the webhook would have it. */
    private Fields admitted(Fields object) {
        return new PlayedWebhook(cluster.read(Kinds.POLICY, "standard").orElseThrow())
                .admit("request", object, cluster.deployment(NAME));
    }

    /** The JobManager says this from now on, whichever replica asks. */
    private void answers(int revision, String jobId, String state, @Nullable String restored) {
        String prefix =
                FlinkConfiguration.of(cluster.deployment(NAME).spec())
                        .value("exactly-once.sink.transactional-id-prefix")
                        .orElseThrow();
        Snapshot latest =
                new Snapshot(
                        directory() + "/" + jobId + "/chk-7",
                        7,
                        jobId,
                        now.get().minusSeconds(5),
                        false);
        flink.set(
                Optional.of(
                        new FlinkObservation(
                                Map.of(
                                        "exactly-once.revision",
                                        Integer.toString(revision),
                                        "exactly-once.sink.transactional-id-prefix",
                                        prefix),
                                jobId,
                                state,
                                2,
                                new Checkpointing(
                                        true,
                                        Duration.ofMinutes(1),
                                        Duration.ofMinutes(2),
                                        Duration.ZERO,
                                        1),
                                new Checkpoints(
                                        true,
                                        latest,
                                        restored == null
                                                ? null
                                                : new Snapshot(restored, 7, "", null, false)))));
    }

    private boolean deployment(Predicate<FlinkDeployment> condition) {
        return condition.test(cluster.deployment(NAME));
    }

    private boolean ledger(Predicate<Ledger> condition) {
        List<Ledger> found = cluster.ledgers(NAME);
        return found.size() == 1 && condition.test(found.get(0));
    }

    private static @Nullable Outcome outcome(Ledger ledger, int revision) {
        return ledger.history().revision(revision).map(record -> record.outcome()).orElse(null);
    }

    /** Waits, and meanwhile starts a new controller in the place of one that died. */
    private void until(BooleanSupplier condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            restartIfDead();
                            return condition.getAsBoolean();
                        });
    }

    private void restartIfDead() {
        if (writes != null && writes.isDead() && !restarted) {
            restarted = true;
            controller.close();
            controller = RunningController.start(client, setup());
        }
    }

    /** Everything but times, which differ by how often was looked. */
    private static String shown(Ledger ledger) {
        return ledger.phase().text()
                + ledger.history().revisions().stream()
                        .map(
                                record ->
                                        "\n"
                                                + record.number()
                                                + " "
                                                + record.outcome()
                                                + " "
                                                + record.prefix()
                                                + " "
                                                + record.restore()
                                                + " "
                                                + record.jobId())
                        .collect(Collectors.joining())
                + ledger.conditions().all().stream()
                        .map(Lifecycle::shown)
                        .collect(Collectors.joining())
                + ledger.plannedRecovery();
    }

    /** A uid is new each time, and the incarnation follows from it. */
    private String incarnationFree(String text) {
        String stem = cluster.namespace() + "[./]" + NAME + "[./]";
        return text.replaceAll("(" + stem + ")[a-z2-7]{8}", "$1INCARNATION")
                .replace(cluster.namespace(), "NAMESPACE");
    }

    private static String shown(Condition condition) {
        return "\n" + condition.type() + " " + condition.status() + " " + condition.reason();
    }

    @Override
    public void close() {
        controller.close();
    }
}
