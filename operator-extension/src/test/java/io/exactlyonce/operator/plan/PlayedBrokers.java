package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.TransactionEvidence.Silent;
import io.exactlyonce.operator.plan.TransactionEvidence.Told;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.Start;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brokers, storage and pods of a scene, and what the operator does to them. */
final class PlayedBrokers {
    static final Duration TIMEOUT = Duration.ofMinutes(15);

    private final LedgerScene scene;
    private final Map<String, TransactionDescription> ids = new TreeMap<>();
    final Map<String, SnapshotContent> contents = new HashMap<>();
    final Map<Incarnation, StoredSnapshots> stored = new HashMap<>();
    final List<String> fenced = new ArrayList<>();
    final List<String> committed = new ArrayList<>();
    @Nullable Pods pods = new Pods(Instant.EPOCH, List.of());
    Set<Start> forks = Set.of();

    /** What policies read that are not the deployment's own. */
    final Map<SnapshotAddress, SnapshotContent> elsewhere = new HashMap<>();

    /** Policies that other deployments are under. */
    final Map<String, PolicyLookup> others = new HashMap<>();

    /** Ledgers of other names. */
    final Map<String, List<Ledger>> neighbours = new HashMap<>();

    String silence = "";
    @Nullable List<SeenStall> stalls;

    /** Whether the process dies, or is refused, before a deed. */
    boolean fails;

    PlayedBrokers(LedgerScene scene) {
        this.scene = scene;
    }

    /** A transaction of a revision's first subtask is open. */
    String open(int revision) {
        return open(LedgerScene.prefix(revision) + "out.0-1", TIMEOUT);
    }

    String open(String id, Duration timeout) {
        put(id, TransactionState.ONGOING, 3, timeout, scene.now);
        return id;
    }

    void put(
            String id,
            TransactionState state,
            int epoch,
            Duration timeout,
            @Nullable Instant started) {
        ids.put(
                id,
                new TransactionDescription(
                        id,
                        state,
                        id.hashCode() & 0xffff,
                        epoch,
                        timeout,
                        started,
                        started == null ? Set.of() : Set.of(new PartitionName("out", 0))));
    }

    /** It ends as the coordinator shows it: from transaction.version 2 on with a raised epoch. */
    void end(String id, TransactionState state) {
        put(id, state, ids.get(id).epoch() + 1, ids.get(id).timeout(), null);
    }

    TransactionDescription told(String id) {
        return ids.get(id);
    }

    Committable pending(String id) {
        TransactionDescription told = ids.get(id);
        return new Committable(id, told.producerId(), told.epoch());
    }

    /** Nobody has used the id for longer than the brokers remember. */
    void forget(String id) {
        ids.remove(id);
    }

    /** A snapshot holds ids pending. */
    void holds(String path, String... pending) {
        contents.put(
                path,
                new SnapshotContent.Pending(List.of(pending).stream().map(this::pending).toList()));
    }

    /** Looks once: answers every question, and carries out what the plan says. */
    LedgerPlan look() {
        scene.transactions = evidence();
        LedgerPlan plan = LedgerPlanner.plan(scene.observation());
        List<Action.Question> asked = new ArrayList<>();
        for (Optional<Action.Question> question = question(plan, asked);
                question.isPresent();
                question = question(plan, asked)) {
            asked.add(question.get());
            scene.transactions = answer(question.get());
            plan = LedgerPlanner.plan(scene.observation());
        }
        LedgerPlan done = scene.look();
        done.actions().forEach(this::act);
        return done;
    }

    private static Optional<Action.Question> question(
            LedgerPlan plan, List<Action.Question> asked) {
        return plan.actions().stream()
                .filter(Action.Question.class::isInstance)
                .map(Action.Question.class::cast)
                .filter(question -> !asked.contains(question))
                .findFirst();
    }

    private TransactionEvidence evidence() {
        TransactionEvidence.Brokers brokers =
                silence.isEmpty()
                        ? new Told(ongoing(), stalls)
                        : new Silent(Reason.BROKER_UNREACHABLE, silence);
        return new TransactionEvidence(
                Map.of("standard", brokers),
                policies(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                pods,
                forks,
                Map.of());
    }

    private Map<String, PolicyLookup> policies() {
        Map<String, PolicyLookup> policies = new HashMap<>(others);
        if (scene.policy != null) {
            policies.put("standard", scene.policy);
        }
        return policies;
    }

    private List<OpenTransaction> ongoing() {
        return ids.values().stream()
                .filter(TransactionDescription::isOngoing)
                .flatMap(
                        told ->
                                TransactionalIdPrefix.ofId(told.transactionalId())
                                        .map(prefix -> new OpenTransaction(told, prefix))
                                        .stream())
                .toList();
    }

    private TransactionEvidence answer(Action.Question question) {
        if (question instanceof Action.ReadSnapshot read) {
            SnapshotAddress snapshot = new SnapshotAddress(read.policy(), read.path());
            return scene.transactions.withContent(snapshot, content(snapshot));
        }
        if (question instanceof Action.FindLedgers find) {
            Map<String, List<Ledger>> found = new HashMap<>();
            find.names().forEach(it -> found.put(it, neighbours.getOrDefault(it, List.of())));
            return scene.transactions.withNeighbours(found);
        }
        if (question instanceof Action.ListSnapshots list) {
            Ledger ledger = list.ledger();
            return scene.transactions.withSnapshots(
                    ledger.identity().incarnation(),
                    stored.getOrDefault(
                            ledger.identity().incarnation(),
                            new StoredSnapshots.NotListed("the test has no storage")));
        }
        if (question instanceof Action.Describe describe) {
            return scene.transactions.withDescriptions(describe.transactionalIds(), ids);
        }
        return question instanceof Action.Sample sample
                ? scene.transactions.withSample(
                        sample.prefix(),
                        ids.values().stream()
                                .filter(it -> it.transactionalId().startsWith(sample.prefix()))
                                .toList())
                : scene.transactions;
    }

    private SnapshotContent content(SnapshotAddress snapshot) {
        SnapshotContent missing = new SnapshotContent.Missing();
        return snapshot.policy().equals("standard")
                ? contents.getOrDefault(snapshot.path(), missing)
                : elsewhere.getOrDefault(snapshot, missing);
    }

    private void act(Action action) {
        if (fails) {
            return;
        }
        if (action instanceof Action.Fence fence) {
            fence.transactions().stream()
                    .filter(this::isAsSeen)
                    .forEach(
                            one -> {
                                fenced.add(one.transactionalId());
                                end(one.transactionalId(), TransactionState.COMPLETE_ABORT);
                            });
        } else if (action instanceof Action.Settle settle) {
            settle.transactions().stream()
                    .filter(this::isAsSeen)
                    .forEach(
                            one -> {
                                committed.add(one.transactionalId());
                                end(one.transactionalId(), TransactionState.COMPLETE_COMMIT);
                            });
        }
    }

    private boolean isAsSeen(Ended one) {
        TransactionDescription now = ids.get(one.transactionalId());
        return now.isOngoing() && one.isOf(now.transactionalId(), now.producerId(), now.epoch());
    }
}
