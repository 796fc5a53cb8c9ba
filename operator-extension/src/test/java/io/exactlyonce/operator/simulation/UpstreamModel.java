package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.simulation.engine.Dice;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The upstream operator, as far as its sources and traces tell: it notes the target before each
 * irreversible step, suspends in one reconcile and deploys in another whatever spec it sees then,
 * sees specs late, and may crash between any two of these.
 */
final class UpstreamModel {
    private static final String ROLLBACK =
            "flinkConfiguration.kubernetes.operator.deployment.rollback.enabled";
    private static final String FALLBACK =
            "flinkConfiguration.kubernetes.operator.job.upgrade.last-state-fallback.enabled";

    /** The process dies here. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final FakeApiServer server;
    private final Watch watch;
    private final Invariants invariants;
    private final Truth truth;
    private final Dice dice;
    private final FlinkClusters clusters = new FlinkClusters();

    UpstreamModel(FakeApiServer server, Invariants invariants, Truth truth, Dice dice) {
        this.truth = truth;
        this.server = server;
        this.watch = new Watch(server, dice);
        this.invariants = invariants;
        this.dice = dice;
    }

    Watch watch() {
        return watch;
    }

    Optional<JobManager> cluster(String name) {
        return clusters.of(name);
    }

    String trouble(String name) {
        return clusters.trouble(name);
    }

    String reconcile(String name) {
        try {
            return reconcileSeen(name);
        } catch (Crash crash) {
            watch.relist();
            return "upstream crashed";
        }
    }

    private String reconcileSeen(String name) {
        Optional<FlinkDeployment> seen = watch.get(name);
        Optional<FlinkDeployment> live = server.get(name).map(Stored::deployment);
        clusters.collect(name, live.flatMap(FlinkDeployment::uid));
        if (seen.isEmpty() || live.isEmpty() || !seen.get().uid().equals(live.get().uid())) {
            return "nothing to reconcile";
        }
        // Upstream writes the status alone, and so never sees an old one.
        FlinkDeployment view = Watch.withStatusOf(live.get(), seen.get());
        if (view.isBeingDeleted()) {
            clusters.stop(name);
            return "cleaned up: " + write(name, object -> object.without("metadata", "finalizers"));
        }
        if (view.object().list("metadata", "finalizers").isEmpty()) {
            write(name, object -> object.with(List.of("flink"), "metadata", "finalizers"));
        }
        return reconcile(name, view);
    }

    private String write(String name, UnaryOperator<Fields> edit) {
        return server.write(name, new Change.Edit("upstream", edit), false).name();
    }

    private String reconcile(String name, FlinkDeployment view) {
        Reconciliation it = new Reconciliation(name, view, cluster(name));
        if (!view.status().hasReconciledSpec()) {
            return view.wantsSuspended() ? "stays suspended" : it.deploy("first deploy");
        }
        if (view.status().isUpgrading()) {
            return it.goOn();
        }
        observe(name, view);
        return it.change();
    }

    /** The status says what the job does, sometimes too late. */
    private void observe(String name, FlinkDeployment view) {
        Optional<JobManager> cluster = cluster(name);
        if (cluster.isEmpty() || dice.percent(30)) {
            return;
        }
        if (dice.percent(50)) {
            clusters.checkpoint(name);
        }
        String state = cluster.get().healthy() ? "RUNNING" : "RECONCILING";
        server.writeStatus(
                name,
                view.uid().orElse(""),
                there -> {
                    FlinkDeployment changed =
                            there.withObject(
                                    there.object().with(state, "status", "jobStatus", "state"));
                    return cluster.get().healthy() && there.status().isDeployed()
                            ? stable(changed)
                            : changed;
                });
    }

    private static FlinkDeployment stable(FlinkDeployment there) {
        return new FlinkDeployment(
                there.object().with("STABLE", "status", "lifecycleState"),
                there.lastApplied(),
                there.lastReconciled(),
                there.lastReconciled());
    }

    /** One pass over one object. */
    private final class Reconciliation {
        private final String name;
        private final FlinkDeployment view;
        private final Optional<JobManager> cluster;

        Reconciliation(String name, FlinkDeployment view, Optional<JobManager> cluster) {
            this.name = name;
            this.view = view;
            this.cluster = cluster;
        }

        /** The second reconcile of an upgrade. */
        String goOn() {
            Optional<Long> target = view.lastReconciled().number("generation");
            if (cluster.isPresent() && Optional.of(cluster.get().generation()).equals(target)) {
                record("DEPLOYED", cluster.get().spec());
                return "finds the target deployed";
            }
            if (view.wantsSuspended()) {
                record("DEPLOYED", view.spec());
                return "suspended while upgrading";
            }
            return deploy("deploys");
        }

        String change() {
            Fields last = view.status().reconciledSpec();
            UpstreamDiff.Effect effect = UpstreamDiff.effect(last, view.spec());
            boolean wasSuspended =
                    last.text("job", "state").filter("suspended"::equals).isPresent();
            if (effect == UpstreamDiff.Effect.IGNORE) {
                return mayRollBack(last) ? rollBack() : "nothing to do";
            }
            if (wasSuspended) {
                return view.wantsSuspended() ? "stays suspended" : deploy("resumes");
            }
            if (effect == UpstreamDiff.Effect.SCALE && cluster.isPresent()) {
                clusters.put(name, cluster.get().scaledTo(view.spec()));
                record("DEPLOYED", view.spec());
                return "scales in place";
            }
            return suspend(effect);
        }

        private String suspend(UpstreamDiff.Effect effect) {
            if (effect == UpstreamDiff.Effect.UPGRADE && waitsForSavepoint()) {
                return "waits for a savepoint";
            }
            clusters.stop(name);
            String savepoint = pathAfter(effect);
            mayCrash();
            if (view.wantsSuspended()) {
                record("DEPLOYED", view.spec(), savepoint);
                return "suspends";
            }
            record("UPGRADING", view.spec().with("suspended", "job", "state"), savepoint);
            return "suspends for an upgrade";
        }

        /** What the next deploy restores, as upstream notes it. */
        private String pathAfter(UpstreamDiff.Effect effect) {
            if (effect == UpstreamDiff.Effect.REDEPLOY) {
                return view.spec().text("job", "initialSavepointPath").orElse("");
            }
            return switch (view.spec().text("job", "upgradeMode").orElse("stateless")) {
                case "savepoint" ->
                        cluster.filter(JobManager::healthy)
                                .map(it -> it.job().savepoint())
                                .orElse(FlinkClusters.LAST_STATE);
                case "last-state" -> FlinkClusters.LAST_STATE;
                default -> "";
            };
        }

        private boolean waitsForSavepoint() {
            String mode = view.spec().text("job", "upgradeMode").orElse("stateless");
            if (!mode.equals("savepoint") || cluster.isEmpty()) {
                return false;
            }
            boolean fallback =
                    !UpstreamDiff.flat(view.spec()).getOrDefault(FALLBACK, "true").equals("false");
            return cluster.get().healthy() ? dice.percent(25) : !fallback;
        }

        String deploy(String what) {
            record("UPGRADING", view.spec().with("suspended", "job", "state"));
            mayCrash();
            start(
                    view.spec(),
                    clusters.next(uid(), view.status().upgradeSavepointPath().orElse("")));
            mayCrash();
            record("DEPLOYED", view.spec());
            return what;
        }

        private boolean mayRollBack(Fields last) {
            return "true".equals(UpstreamDiff.flat(last).get(ROLLBACK))
                    && view.status().isDeployed()
                    && cluster.isPresent()
                    && !cluster.get().healthy()
                    && !view.status().stableSpec().isEmpty()
                    && !view.status().stableSpec().equals(last);
        }

        /** By last-state, with the old prefix; spec and generation go on showing the new one. */
        private String rollBack() {
            start(view.status().stableSpec(), cluster.orElseThrow().job().failedOver());
            server.writeStatus(
                    name,
                    uid(),
                    there ->
                            withState(
                                    there,
                                    "ROLLED_BACK",
                                    there.lastReconciled(),
                                    there.status().upgradeSavepointPath().orElse("")));
            return "rolls back";
        }

        private void start(Fields spec, JobManager.Job job) {
            clusters.put(name, new JobManager(uid(), view.generation(), spec, job, true));
            truth.started(spec, job, server.version());
            if (view.policyName().isPresent()) {
                invariants.started(view, spec);
            }
        }

        private void record(String state, Fields spec) {
            record(state, spec, view.status().upgradeSavepointPath().orElse(""));
        }

        private void record(String state, Fields spec, String path) {
            Fields reconciled =
                    Fields.EMPTY.with(spec, "spec").with(view.generation(), "generation");
            if (!server.writeStatus(
                    name, uid(), there -> withState(there, state, reconciled, path))) {
                throw new Crash();
            }
        }

        private FlinkDeployment withState(
                FlinkDeployment there, String state, Fields reconciled, String path) {
            Fields object =
                    there.object()
                            .with(state, "status", "reconciliationStatus", "state")
                            .with(view.generation(), "status", "observedGeneration")
                            .with(path, "status", "jobStatus", "upgradeSavepointPath");
            Optional<JobManager> started = cluster(name);
            if (state.equals("DEPLOYED") && started.isPresent()) {
                object = object.with(started.get().job().id(), "status", "jobStatus", "jobId");
            }
            return new FlinkDeployment(object, there.lastApplied(), reconciled, there.lastStable());
        }

        private String uid() {
            return view.uid().orElse("");
        }

        private void mayCrash() {
            if (dice.percent(8)) {
                throw new Crash();
            }
        }
    }
}
