package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.Action;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.plan.TransactionEvidence;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Preflight;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers what a plan depends on. An answer that cannot be had is one as well: it says so. */
final class TransactionAnswers {
    private final KubernetesPort cluster;
    private final LedgerView ledgers;
    private final TransactionPorts ports;

    TransactionAnswers(KubernetesPort cluster, LedgerView ledgers, TransactionPorts ports) {
        this.cluster = cluster;
        this.ledgers = ledgers;
        this.ports = ports;
    }

    /** The evidence with the answer to one more question. */
    TransactionEvidence to(
            String namespace, Action.Question question, TransactionEvidence evidence) {
        if (question instanceof Action.ReadSnapshot read) {
            SnapshotContent content =
                    policy(namespace, read.policy())
                            .map(policy -> ports.snapshots().content(policy, read.path()))
                            .orElseGet(TransactionAnswers::unreadable);
            return evidence.withContent(new SnapshotAddress(read.policy(), read.path()), content);
        }
        if (question instanceof Action.ListSnapshots list) {
            return evidence.withSnapshots(
                    list.ledger().identity().incarnation(), listed(namespace, list.ledger()));
        }
        if (question instanceof Action.FindLedgers find) {
            return evidence.withNeighbours(
                    find.names().stream()
                            .collect(
                                    Collectors.toMap(
                                            Function.identity(), name -> known(namespace, name))));
        }
        if (question instanceof Action.Describe describe) {
            return described(namespace, describe, evidence);
        }
        return question instanceof Action.Sample sample
                ? sampled(namespace, sample, evidence)
                : evidence;
    }

    private List<Ledger> known(String namespace, String name) {
        return ledgers.ledgers(namespace, name).stream().map(StoredLedger::ledger).toList();
    }

    private TransactionEvidence described(
            String namespace, Action.Describe describe, TransactionEvidence evidence) {
        try {
            Map<String, TransactionDescription> told =
                    policy(namespace, describe.policy())
                            .map(it -> ports.kafka().describe(it, describe.transactionalIds()))
                            .orElseThrow(() -> gone(describe.policy()));
            return evidence.withDescriptions(describe.transactionalIds(), told);
        } catch (UnavailableException e) {
            return evidence.silent(describe.policy(), OpenTransactions.silent(e));
        }
    }

    private TransactionEvidence sampled(
            String namespace, Action.Sample sample, TransactionEvidence evidence) {
        try {
            Map<String, TransactionDescription> told =
                    policy(namespace, sample.policy())
                            .map(it -> ports.kafka().sample(it, sample.prefix()))
                            .orElseThrow(() -> gone(sample.policy()));
            return evidence.withSample(sample.prefix(), List.copyOf(told.values()));
        } catch (UnavailableException e) {
            return evidence.silent(sample.policy(), OpenTransactions.silent(e));
        }
    }

    /** What lies in the checkpoint directory of an incarnation, of all jobs its ledger knows. */
    private StoredSnapshots listed(String namespace, Ledger ledger) {
        return policy(namespace, ledger.care().policy())
                .map(policy -> stored(policy, ledger.care().checkpointDirectory(), List.of(ledger)))
                .orElseGet(() -> new StoredSnapshots.NotListed("its policy cannot be used"));
    }

    /** Completed checkpoints of all jobs that some ledgers know. */
    StoredSnapshots stored(Policy policy, String directory, List<Ledger> known) {
        Set<String> jobs =
                known.stream()
                        .flatMap(ledger -> ledger.history().revisions().stream())
                        .map(RevisionRecord::jobId)
                        .filter(job -> !job.isEmpty())
                        .collect(Collectors.toSet());
        return directory.isEmpty()
                ? new StoredSnapshots.NotListed("its checkpoint directory is not known")
                : ports.snapshots().stored(policy, directory, jobs);
    }

    /** What starting from a snapshot would do to the transactions that it holds pending. */
    PreflightVerdict preflight(Policy policy, String path) {
        SnapshotContent content = ports.snapshots().content(policy, path);
        Set<String> ids =
                content instanceof SnapshotContent.Pending read
                        ? read.pending().stream()
                                .map(Committable::transactionalId)
                                .collect(Collectors.toSet())
                        : Set.of();
        try {
            return Preflight.verdict(
                    content, ids.isEmpty() ? Map.of() : ports.kafka().describe(policy, ids));
        } catch (UnavailableException e) {
            return new PreflightVerdict.Unknown(e.what());
        }
    }

    private Optional<Policy> policy(String namespace, String name) {
        return cluster.policy(namespace, name) instanceof PolicyLookup.Found found
                ? found.valid()
                : Optional.empty();
    }

    private static SnapshotContent unreadable() {
        return new SnapshotContent.Unreadable("its policy cannot be used");
    }

    private static UnavailableException gone(String policy) {
        return new UnavailableException("policy " + policy + " cannot be used");
    }
}
