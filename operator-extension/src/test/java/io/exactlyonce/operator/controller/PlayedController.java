package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.controller.Observer.Seen;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.plan.Action;
import io.exactlyonce.operator.plan.Assessment;
import io.exactlyonce.operator.plan.LedgerObservation;
import io.exactlyonce.operator.plan.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One process of the controller on fakes: real looks at transactions with their caches, real
 * execution, and a planner that a test may spoil. What has nothing to do with transactions, the
 * rules above all, is left out for the sake of speed.
 */
public final class PlayedController {
    private final Ports ports;
    private final Function<LedgerObservation, LedgerPlan> planner;
    private final TransactionObserver transactions;
    private final TransactionAnswers answers;
    private final Observer observer;
    private final Executor executor;

    /**
     * The world that it looks at and acts on.
     *
     * @param cluster deployments and policies
     * @param atTheDeed the same, as it is read again just before a transaction is ended
     * @param ledgers as this process knows them
     * @param flink running JobManagers
     * @param transactions brokers, storage and pods
     * @param writes everything it writes
     * @param clock of the world
     */
    public record Ports(
            KubernetesPort cluster,
            KubernetesPort atTheDeed,
            LedgerView ledgers,
            FlinkPort flink,
            TransactionPorts transactions,
            ClusterWrites writes,
            InstantSource clock) {}

    public PlayedController(Ports ports, Function<LedgerObservation, LedgerPlan> planner) {
        this.ports = ports;
        this.planner = planner;
        OpenTransactions open = new OpenTransactions(ports.transactions().kafka(), ports.clock());
        transactions =
                new TransactionObserver(
                        ports.cluster(), ports.ledgers(), ports.transactions(), open);
        answers = new TransactionAnswers(ports.cluster(), ports.ledgers(), ports.transactions());
        observer =
                new Observer(
                        ports.cluster(),
                        ports.ledgers(),
                        ports.flink(),
                        transactions,
                        answers,
                        ports.clock(),
                        false);
        executor =
                new Executor(
                        ports.writes(),
                        new Ender(ports.atTheDeed(), ports.ledgers(), ports.transactions(), open));
    }

    /** Observe, plan, execute. */
    public LedgerPlan look(String namespace, String name) {
        Seen seen = observe(namespace, name);
        Set<Action.Question> asked = new HashSet<>();
        LedgerPlan plan = planner.apply(seen.facts());
        for (Optional<Action.Question> question = question(plan, asked);
                question.isPresent();
                question = question(plan, asked)) {
            asked.add(question.get());
            seen = observer.answer(namespace, seen, question.get());
            plan = planner.apply(seen.facts());
        }
        executor.execute(namespace, name, seen, plan);
        return plan;
    }

    private static Optional<Action.Question> question(LedgerPlan plan, Set<Action.Question> asked) {
        return plan.actions().stream()
                .filter(Action.Question.class::isInstance)
                .map(Action.Question.class::cast)
                .filter(question -> !asked.contains(question))
                .findFirst();
    }

    private Seen observe(String namespace, String name) {
        List<StoredLedger> stored = ports.ledgers().ledgers(namespace, name);
        List<Ledger> known = stored.stream().map(StoredLedger::ledger).toList();
        FlinkDeployment deployment = ports.cluster().deployment(namespace, name).orElse(null);
        PolicyLookup policy =
                Optional.ofNullable(deployment)
                        .flatMap(FlinkDeployment::policyName)
                        .map(label -> ports.cluster().policy(namespace, label))
                        .orElse(null);
        return new Seen(
                stored,
                new LedgerObservation(
                        deployment,
                        known,
                        deployment == null
                                ? null
                                : ports.flink().observe(namespace, name).orElse(null),
                        policy,
                        Assessment.CLEAN,
                        new SnapshotEvidence(snapshots(deployment, policy, known), Map.of()),
                        transactions.observe(namespace, name, deployment, known),
                        ports.clock().instant()));
    }

    private StoredSnapshots snapshots(
            @Nullable FlinkDeployment deployment,
            @Nullable PolicyLookup policy,
            List<Ledger> known) {
        if (deployment == null
                || deployment.status().isJobRunning()
                || known.isEmpty()
                || !(policy instanceof PolicyLookup.Found found)
                || found.valid().isEmpty()) {
            return SnapshotEvidence.NONE.stored();
        }
        String directory =
                known.stream()
                        .filter(ledger -> !(ledger.phase() instanceof Phase.Gone))
                        .map(ledger -> ledger.care().checkpointDirectory())
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
        return answers.stored(found.valid().get(), directory, known);
    }
}
