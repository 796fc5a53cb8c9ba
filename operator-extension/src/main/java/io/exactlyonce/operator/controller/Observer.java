package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.admission.Assessor;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.evidence.StorageNeed;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers everything that is known of one name, at one moment.
 *
 * @param cluster policies and deployments
 * @param ledgers as they are stored
 * @param flink running JobManagers
 * @param transactions brokers, storage and pods
 * @param answers to what a plan depends on
 * @param clock time of observations
 * @param completes whether there is no webhook, so that suspended deployments are ours to complete
 */
record Observer(
        KubernetesPort cluster,
        LedgerView ledgers,
        FlinkPort flink,
        TransactionObserver transactions,
        TransactionAnswers answers,
        InstantSource clock,
        boolean completes) {
    /** State of upstream's JobManager Deployment in which its REST interface answers. */
    private static final String READY = "READY";

    /**
     * What was seen.
     *
     * @param stored ledgers with the versions that a write has to name
     * @param facts for the planner
     */
    record Seen(List<StoredLedger> stored, LedgerObservation facts) {

        Optional<FlinkDeployment> deployment() {
            return Optional.ofNullable(facts.deployment());
        }

        /** With what starting from a snapshot would do. */
        Seen with(String path, PreflightVerdict verdict) {
            Map<String, PreflightVerdict> verdicts = new HashMap<>(facts.snapshots().verdicts());
            verdicts.put(path, verdict);
            SnapshotEvidence next = new SnapshotEvidence(facts.snapshots().stored(), verdicts);
            return new Seen(stored, facts.with(next));
        }

        Seen with(TransactionEvidence evidence) {
            return new Seen(stored, facts.with(evidence));
        }
    }

    /** Ledgers first: what a deployment became since they were written is news, not a conflict. */
    Seen observe(String namespace, String name) {
        List<StoredLedger> stored = ledgers.ledgers(namespace, name);
        List<Ledger> known = stored.stream().map(StoredLedger::ledger).toList();
        Optional<FlinkDeployment> found = cluster.deployment(namespace, name);
        if (found.isEmpty()) {
            return new Seen(stored, gone(namespace, name, known));
        }
        FlinkDeployment deployment = found.get();
        PolicyLookup policy =
                deployment.policyName().map(label -> cluster.policy(namespace, label)).orElse(null);
        // Pods before the storage: what the last of them wrote is then in the listing.
        TransactionEvidence evidence = transactions.observe(namespace, name, deployment, known);
        return new Seen(
                stored,
                new LedgerObservation(
                        deployment,
                        known,
                        jobManager(deployment),
                        policy,
                        assess(deployment, policy),
                        new SnapshotEvidence(stored(deployment, policy, known), Map.of()),
                        evidence,
                        clock.instant()));
    }

    private LedgerObservation gone(String namespace, String name, List<Ledger> known) {
        return new LedgerObservation(
                null,
                known,
                null,
                null,
                Assessment.CLEAN,
                SnapshotEvidence.NONE,
                transactions.observe(namespace, name, null, known),
                clock.instant());
    }

    private StoredSnapshots stored(
            FlinkDeployment deployment, @Nullable PolicyLookup policy, List<Ledger> known) {
        if (!StorageNeed.isThere(deployment, known)) {
            return SnapshotEvidence.NONE.stored();
        }
        String directory =
                known.stream()
                        .filter(ledger -> !(ledger.phase() instanceof Phase.Gone))
                        .map(ledger -> ledger.care().checkpointDirectory())
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
        return policy instanceof PolicyLookup.Found found && found.valid().isPresent()
                ? answers.stored(found.valid().get(), directory, jobs(deployment, known))
                : SnapshotEvidence.NONE.stored();
    }

    private @Nullable FlinkObservation jobManager(FlinkDeployment deployment) {
        return deployment
                .status()
                .jobManagerState()
                .filter(READY::equals)
                .flatMap(state -> flink.observe(deployment.namespace(), deployment.name()))
                .orElse(null);
    }

    private Assessment assess(FlinkDeployment deployment, @Nullable PolicyLookup policy) {
        if (policy == null) {
            return Assessment.CLEAN;
        }
        AdmissionRequest asIs =
                new AdmissionRequest(deployment.uid().orElse(""), deployment, deployment);
        return new Assessor(cluster.surroundings(asIs), completes).assess(deployment, policy);
    }

    /** With the answer to a question that a plan depends on. */
    Seen answer(String namespace, Seen seen, Action.Question question) {
        if (question instanceof Action.Preflight preflight) {
            return seen.facts().policy() instanceof PolicyLookup.Found found
                            && found.valid().isPresent()
                    ? seen.with(
                            preflight.path(),
                            answers.preflight(found.valid().get(), preflight.path()))
                    : seen.with(
                            preflight.path(),
                            new PreflightVerdict.Unknown("its policy cannot be used"));
        }
        return seen.with(answers.to(namespace, question, seen.facts().transactions()));
    }

    /**
     * Those that its ledgers know, and the one that upstream tells of, which may be new to them.
     */
    private static Set<String> jobs(FlinkDeployment deployment, List<Ledger> known) {
        return Stream.concat(
                        known.stream().flatMap(ledger -> TransactionAnswers.jobs(ledger).stream()),
                        deployment.status().jobId().filter(id -> !id.isEmpty()).stream())
                .collect(Collectors.toSet());
    }
}
