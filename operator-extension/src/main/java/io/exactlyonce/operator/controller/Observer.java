package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.AdmissionRequest;
import io.exactlyonce.operator.plan.Assessment;
import io.exactlyonce.operator.plan.Assessor;
import io.exactlyonce.operator.plan.FlinkObservation;
import io.exactlyonce.operator.plan.LedgerObservation;
import io.exactlyonce.operator.plan.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.port.FlinkPort;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.SnapshotPort;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gathers everything that is known of one name, at one moment.
 *
 * @param cluster policies and deployments
 * @param ledgers as they are stored
 * @param flink running JobManagers
 * @param snapshots checkpoint storage
 * @param clock time of observations
 * @param completes whether there is no webhook, so that suspended deployments are ours to complete
 */
record Observer(
        KubernetesPort cluster,
        LedgerView ledgers,
        FlinkPort flink,
        SnapshotPort snapshots,
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
            return new Seen(
                    stored,
                    new LedgerObservation(
                            facts.deployment(),
                            facts.ledgers(),
                            facts.flink(),
                            facts.policy(),
                            facts.assessment(),
                            new SnapshotEvidence(facts.snapshots().stored(), verdicts),
                            facts.now()));
        }
    }

    /** Ledgers first: what a deployment became since they were written is news, not a conflict. */
    Seen observe(String namespace, String name) {
        List<StoredLedger> stored = ledgers.ledgers(namespace, name);
        List<Ledger> known = stored.stream().map(StoredLedger::ledger).toList();
        Optional<FlinkDeployment> found = cluster.deployment(namespace, name);
        if (found.isEmpty()) {
            return new Seen(stored, gone(known));
        }
        FlinkDeployment deployment = found.get();
        PolicyLookup policy =
                deployment.policyName().map(label -> cluster.policy(namespace, label)).orElse(null);
        return new Seen(
                stored,
                new LedgerObservation(
                        deployment,
                        known,
                        jobManager(deployment),
                        policy,
                        assess(deployment, policy),
                        new SnapshotEvidence(snapshots.stored(deployment), Map.of()),
                        clock.instant()));
    }

    private LedgerObservation gone(List<Ledger> known) {
        return new LedgerObservation(
                null, known, null, null, Assessment.CLEAN, SnapshotEvidence.NONE, clock.instant());
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

    /** What starting from a snapshot would do; asked only when a plan depends on it. */
    Seen preflight(Seen seen, String path) {
        return seen.deployment()
                .map(deployment -> seen.with(path, snapshots.preflight(deployment, path)))
                .orElse(seen);
    }
}
