package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Brokers;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.Start;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at the transactions of one name, at brokers, storage and pods. */
final class TransactionObserver {
    private final KubernetesPort cluster;
    private final Starts starts;
    private final TransactionPorts ports;
    private final OpenTransactions open;

    TransactionObserver(
            KubernetesPort cluster,
            LedgerView ledgers,
            TransactionPorts ports,
            OpenTransactions open) {
        this.cluster = cluster;
        this.starts = new Starts(cluster, ledgers);
        this.ports = ports;
        this.open = open;
    }

    /** What is seen without being asked for; nobody's silence keeps the rest from being seen. */
    TransactionEvidence observe(
            String namespace,
            String name,
            @Nullable FlinkDeployment deployment,
            List<Ledger> known) {
        Map<String, PolicyLookup> policies = new HashMap<>();
        Map<String, Brokers> brokers = new HashMap<>();
        for (String policy : policies(deployment, known)) {
            PolicyLookup lookup = cluster.policy(namespace, policy);
            policies.put(policy, lookup);
            valid(lookup)
                    .ifPresent(it -> brokers.put(policy, named(it, name, pace(deployment, known))));
        }
        boolean suspicious =
                brokers.values().stream().anyMatch(it -> isSuspicious(it, known, deployment))
                        || deployment == null
                                && known.stream().anyMatch(TransactionObserver::isOutstanding);
        boolean stopping = known.stream().anyMatch(TransactionObserver::isStopping);
        Set<Start> forks = suspicious ? starts.unfinished(namespace) : Set.of();
        // They are read with the storage of their own policy, if it can be used.
        forks.stream()
                .map(start -> start.snapshot().policy())
                .filter(policy -> !policy.isEmpty())
                .forEach(it -> policies.computeIfAbsent(it, of -> cluster.policy(namespace, of)));
        return new TransactionEvidence(
                brokers,
                policies,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                suspicious || stopping ? pods(namespace, name) : null,
                forks,
                Map.of());
    }

    private static Set<String> policies(@Nullable FlinkDeployment deployment, List<Ledger> known) {
        Set<String> names =
                known.stream()
                        .map(ledger -> ledger.care().policy())
                        .filter(policy -> !policy.isEmpty())
                        .collect(Collectors.toSet());
        Optional.ofNullable(deployment)
                .flatMap(FlinkDeployment::policyName)
                .filter(policy -> !policy.isEmpty())
                .filter(policy -> !known.isEmpty())
                .ifPresent(names::add);
        return names;
    }

    /**
     * As long as a revision has committed and nothing changes, or nothing is to run, nothing is in
     * a hurry. What was listed before a deletion says nothing of what the job has left.
     */
    private static Duration pace(@Nullable FlinkDeployment deployment, List<Ledger> known) {
        if (deployment == null
                && !known.stream().allMatch(it -> it.phase() instanceof Phase.Gone)) {
            return Duration.ZERO;
        }
        boolean suspended =
                deployment != null
                        && deployment.wantsSuspended()
                        && !deployment.status().isJobRunning();
        boolean steady =
                known.stream()
                        .allMatch(
                                ledger ->
                                        ledger.transactions().open().isEmpty()
                                                && !(ledger.phase() instanceof Phase.Gone)
                                                && (suspended
                                                        || ledger.live()
                                                                .flatMap(RevisionRecord::committed)
                                                                .isPresent()));
        return steady ? OpenTransactions.IDLE : OpenTransactions.BUSY;
    }

    private Brokers named(Policy policy, String name, Duration longest) {
        Brokers all = open.of(policy, longest);
        return all instanceof Told told
                ? new Told(
                        told.open().stream()
                                .filter(it -> it.prefix().name().equals(name))
                                .filter(
                                        it ->
                                                it.prefix()
                                                        .namespace()
                                                        .equals(policy.identity().namespace()))
                                .toList(),
                        ports.stalls().stalls(policy, name).orElse(null))
                : all;
    }

    /** Whether something is open that is not of the running revision. */
    private static boolean isSuspicious(
            Brokers brokers, List<Ledger> known, @Nullable FlinkDeployment deployment) {
        if (!(brokers instanceof Told told)) {
            return false;
        }
        Set<String> live =
                deployment == null
                        ? Set.of()
                        : known.stream()
                                .flatMap(ledger -> ledger.live().stream())
                                .map(RevisionRecord::prefix)
                                .collect(Collectors.toSet());
        return told.open().stream().anyMatch(it -> !live.contains(it.prefix().format()))
                || deployment == null && !told.open().isEmpty();
    }

    /** Stopped with nothing pending, unless one of its processes writes something more. */
    private static boolean isStopping(Ledger ledger) {
        return Optional.ofNullable(ledger.transactions().accounted())
                .filter(account -> !account.isFinal())
                .isPresent();
    }

    /** Gone, and what became of its last transactions is not known yet. */
    private static boolean isOutstanding(Ledger ledger) {
        return !(ledger.phase() instanceof Phase.Gone)
                || ledger.conditions()
                        .has(
                                ConditionType.TRANSACTIONS_CLEAN,
                                ConditionStatus.UNKNOWN,
                                Reason.GONE);
    }

    private @Nullable Pods pods(String namespace, String name) {
        try {
            return ports.pods().pods(namespace, name);
        } catch (UnavailableException e) {
            return null;
        }
    }

    private static Optional<Policy> valid(PolicyLookup lookup) {
        return lookup instanceof PolicyLookup.Found found ? found.valid() : Optional.empty();
    }
}
