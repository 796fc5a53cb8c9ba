package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.simulation.engine.Dice;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Two replicas of the controller, both of which may take themselves for the leader: each sees
 * deployments late, writes ledgers under optimistic concurrency, and may die between the ledger and
 * the actions. Now and then somebody deletes the ledgers.
 */
final class ControllerModel {
    private static final String CONFIGURATION = "flinkConfiguration.";

    private final LedgerDecision planner;
    private final UpstreamModel upstream;
    private final Policies policies;
    private final LedgerInvariants invariants;
    private final Dice dice;
    private final List<Watch> replicas;
    private final LedgerStore ledgers = new LedgerStore();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    ControllerModel(
            LedgerDecision planner,
            FakeApiServer server,
            UpstreamModel upstream,
            Policies policies,
            Truth truth,
            Dice dice) {
        this.planner = planner;
        this.upstream = upstream;
        this.policies = policies;
        this.invariants = new LedgerInvariants(truth);
        this.dice = dice;
        this.replicas = List.of(new Watch(server, dice), new Watch(server, dice));
    }

    String loseLedgers(String name) {
        ledgers.removeAll(name);
        return "ledgers deleted";
    }

    String reconcile(String name) {
        now = now.plusSeconds(dice.percent(2) ? 30L * 24 * 3600 : dice.below(60));
        Watch watch = dice.oneOf(replicas);
        watch.deliver(name);
        Optional<FlinkDeployment> seen = watch.get(name);
        Map<String, Long> versions = ledgers.versions(name);
        LedgerObservation observation = observe(name, seen, ledgers.all(name));
        LedgerPlan plan = planner.plan(observation);
        Ledger next = plan.ledger().orElse(null);
        if (next != null) {
            judge(observation, plan, next, seen.orElseThrow());
            if (dice.percent(15) || !ledgers.write(name, next, versions)) {
                return "dies, or loses against the other replica, before its ledger is written";
            }
        }
        for (Action action : plan.actions()) {
            if (dice.percent(10)) {
                return "dies before " + action.getClass().getSimpleName();
            }
            execute(name, action, versions);
        }
        return "has looked";
    }

    private void judge(
            LedgerObservation observation, LedgerPlan plan, Ledger next, FlinkDeployment seen) {
        Ledger before =
                observation.ledgers().stream()
                        .filter(it -> it.identity().name().equals(next.identity().name()))
                        .findFirst()
                        .orElse(Ledger.of(next.identity()));
        invariants.claims(next);
        invariants.complete(next, seen);
        invariants.skipped(before, next, seen);
        LedgerPlan again = planner.plan(with(observation, next));
        Invariant.LEDGER_IS_STABLE.require(
                next.equals(again.ledger().orElse(null)) && again.events().isEmpty(),
                () -> plan + " became " + again);
    }

    private static LedgerObservation with(LedgerObservation observation, Ledger next) {
        return new LedgerObservation(
                observation.deployment(),
                List.of(next),
                observation.flink(),
                observation.policy(),
                observation.assessment(),
                observation.snapshots(),
                observation.transactions(),
                observation.now());
    }

    private void execute(String name, Action action, Map<String, Long> versions) {
        if (action instanceof Action.WriteLedger write) {
            invariants.claims(write.ledger());
            ledgers.write(name, write.ledger(), versions);
        } else if (action instanceof Action.RemoveLedger remove) {
            ledgers.remove(name, remove.identity().name());
        }
    }

    private LedgerObservation observe(
            String name, Optional<FlinkDeployment> seen, List<Ledger> known) {
        return new LedgerObservation(
                seen.orElse(null),
                known,
                dice.percent(60) ? job(name) : null,
                seen.flatMap(FlinkDeployment::policyName).map(policies::lookup).orElse(null),
                Assessment.CLEAN,
                LedgerObservation.SnapshotEvidence.NONE,
                TransactionEvidence.NONE,
                now);
    }

    /** What the JobManager says, which is newer than any watch. */
    private @Nullable FlinkObservation job(String name) {
        Optional<JobManager> cluster = upstream.cluster(name);
        if (cluster.isEmpty()) {
            return null;
        }
        Map<String, String> configuration = new HashMap<>();
        UpstreamDiff.flat(cluster.get().spec())
                .forEach(
                        (key, value) -> {
                            if (key.startsWith(CONFIGURATION)) {
                                configuration.put(key.substring(CONFIGURATION.length()), value);
                            }
                        });
        return new FlinkObservation(
                configuration,
                cluster.get().job().id(),
                cluster.get().healthy() ? "RUNNING" : "RESTARTING",
                cluster.get().spec().number("job", "parallelism").orElse(0L).intValue(),
                null,
                dice.percent(30)
                        ? FlinkObservation.Checkpoints.UNKNOWN
                        : checkpoints(cluster.get().job()));
    }

    private static FlinkObservation.Checkpoints checkpoints(JobManager.Job job) {
        Snapshot newest =
                new Snapshot(job.newestCheckpoint(), job.checkpoints(), job.id(), null, false);
        return new FlinkObservation.Checkpoints(
                true,
                job.checkpoints() == 0 ? null : newest,
                job.restored().isEmpty() ? null : Snapshot.at(job.restored()));
    }
}
