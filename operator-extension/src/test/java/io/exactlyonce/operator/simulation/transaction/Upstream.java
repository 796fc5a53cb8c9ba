package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.simulation.engine.Dice;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The upstream operator: it notes each step before it takes it, stops in one reconcile and deploys
 * in another whatever the spec is then, and may die in between.
 */
final class Upstream {
    static final String LAST_STATE = "KUBERNETES_OPERATOR_LAST_STATE";

    private final ApiServer server;
    private final Running running;
    private final Site site;
    private final InstantSource clock;
    private final Dice dice;
    private final String cluster;

    /** Its last job, by uid: what HA metadata hold. */
    private final Map<String, Job> last = new HashMap<>();

    private int jobs;

    Upstream(String cluster, ApiServer server, Running running, Site site, InstantSource clock) {
        this.cluster = cluster;
        this.server = server;
        this.running = running;
        this.site = site;
        this.clock = clock;
        this.dice = site.dice();
    }

    /** What it would restore if it deployed now; empty if nothing, or if it has not begun. */
    Optional<Kept> restorePoint(FlinkDeployment deployment) {
        String path = deployment.status().upgradeSavepointPath().orElse("");
        return path.equals(LAST_STATE)
                ? Optional.ofNullable(last.get(deployment.uid().orElse(""))).flatMap(Job::recorded)
                : site.storage().at(path);
    }

    /** The job of its HA metadata. */
    Optional<Job> lastJob(FlinkDeployment deployment) {
        return Optional.ofNullable(last.get(deployment.uid().orElse("")));
    }

    String reconcile(String name) {
        FlinkDeployment seen = server.get(name).orElse(null);
        if (seen == null) {
            return "nothing to reconcile";
        }
        if (seen.isBeingDeleted()) {
            return delete(name, seen);
        }
        if (!seen.status().hasReconciledSpec()) {
            return deploy(name, seen, seen.spec().text("job", "initialSavepointPath").orElse(""));
        }
        if (seen.status().isUpgrading()) {
            return deploy(name, seen, seen.status().upgradeSavepointPath().orElse(""));
        }
        observe(name);
        return change(name, server.get(name).orElseThrow());
    }

    private String delete(String name, FlinkDeployment seen) {
        // A node that does not answer keeps its pods for a while, and what runs in them.
        running.stop(name, dice.percent(80) ? Job::cancel : job -> {});
        last.remove(seen.uid().orElse(""));
        server.remove(name);
        return "deleted";
    }

    private void observe(String name) {
        Optional<FlinkCluster> there = running.of(name);
        if (there.isPresent() && !dice.percent(25)) {
            Job job = there.get().job();
            String state = job.state() == Job.State.RESTARTING ? "RECONCILING" : job.state().name();
            server.status(
                    name,
                    it -> it.withObject(it.object().with(state, "status", "jobStatus", "state")));
            if (job.isRunning() && dice.percent(50)) {
                server.status(
                        name,
                        it ->
                                new FlinkDeployment(
                                        it.object(),
                                        it.lastApplied(),
                                        it.lastReconciled(),
                                        it.lastReconciled()));
            }
        }
    }

    private String change(String name, FlinkDeployment seen) {
        Fields done = seen.status().reconciledSpec();
        if (nonce(seen.spec()) != nonce(done)) {
            running.stop(name, job -> stopHard(job));
            note(name, "UPGRADING", seen.spec().text("job", "initialSavepointPath").orElse(""));
            return "cancelled to start from a chosen snapshot";
        }
        boolean suspended = done.text("job", "state").filter("suspended"::equals).isPresent();
        if (suspended) {
            return seen.wantsSuspended()
                    ? "stays suspended"
                    : deploy(name, seen, seen.status().upgradeSavepointPath().orElse(""));
        }
        if (rollsBack(seen)) {
            return rollBack(name, seen);
        }
        boolean changed = ApiServer.revision(seen.spec()) != ApiServer.revision(done);
        return changed || seen.wantsSuspended() ? suspend(name, seen) : "nothing to do";
    }

    static long nonce(Fields spec) {
        return spec.number("job", "savepointRedeployNonce").orElse(0L);
    }

    private void stopHard(Job job) {
        if (dice.percent(60)) {
            job.cancel();
        } else {
            job.killJobManager();
        }
    }

    private String suspend(String name, FlinkDeployment seen) {
        String mode = seen.spec().text("job", "upgradeMode").orElse("");
        Optional<Job> job = running.of(name).map(FlinkCluster::job);
        String path = "";
        if (mode.equals("savepoint")) {
            Optional<Kept> savepoint = job.flatMap(Job::stop);
            if (savepoint.isEmpty()) {
                return "waits for a savepoint";
            }
            path = savepoint.get().path();
            running.stop(name, it -> {});
        } else if (mode.equals("last-state")) {
            path = LAST_STATE;
            running.stop(name, Job::killJobManager);
        } else {
            running.stop(name, this::stopHard);
        }
        note(name, seen.wantsSuspended() ? "DEPLOYED" : "UPGRADING", path);
        server.status(
                name,
                it -> it.withObject(it.object().with("FINISHED", "status", "jobStatus", "state")));
        return "suspends by " + mode;
    }

    private boolean rollsBack(FlinkDeployment seen) {
        return ApiServer.rollsBack(seen.spec())
                && seen.status().isDeployed()
                && running.of(seen.name()).filter(it -> !it.job().isRunning()).isPresent()
                && !seen.status().stableSpec().isEmpty()
                && ApiServer.revision(seen.status().stableSpec())
                        != ApiServer.revision(seen.status().reconciledSpec());
    }

    private String rollBack(String name, FlinkDeployment seen) {
        running.stop(name, Job::killJobManager);
        start(seen, seen.status().stableSpec(), LAST_STATE);
        server.status(
                name,
                it ->
                        it.withObject(
                                it.object()
                                        .with(
                                                "ROLLED_BACK",
                                                "status",
                                                "reconciliationStatus",
                                                "state")));
        return "rolls back";
    }

    /** The status notes what comes next, then it is done, then the status says so. */
    private String deploy(String name, FlinkDeployment seen, String path) {
        if (seen.wantsSuspended()) {
            if (seen.status().isUpgrading()) {
                note(name, "DEPLOYED", path);
                return "suspended in mid-upgrade";
            }
            return "stays suspended";
        }
        String uid = seen.uid().orElse("");
        Optional<FlinkCluster> there = running.of(name).filter(it -> it.uid().equals(uid));
        if (there.isPresent()) {
            // It died before it could say so; whatever came since is the next change.
            deployed(name, there.get().spec(), path);
            return "finds what it deployed";
        }
        note(name, "UPGRADING", path);
        if (dice.percent(10)) {
            return "dies before it deploys";
        }
        running.stop(name, Job::killJobManager);
        start(seen, seen.spec(), path);
        if (dice.percent(10)) {
            return "dies after it deployed";
        }
        deployed(name, seen.spec(), path);
        return "deploys r" + ApiServer.revision(seen.spec()) + " from " + path;
    }

    private void start(FlinkDeployment seen, Fields spec, String path) {
        String uid = seen.uid().orElse("");
        Job before = last.get(uid);
        boolean same = path.equals(LAST_STATE) && before != null;
        Kept from = same ? before.recorded().orElse(null) : site.storage().at(path).orElse(null);
        String id =
                same
                        ? before.plan().id()
                        : String.format(Locale.ROOT, "%s%05djob", cluster, ++jobs);
        Job job =
                new Job(
                        new Job.Plan(
                                seen.name(),
                                id,
                                ApiServer.revision(spec),
                                ApiServer.prefix(spec),
                                spec.number("job", "parallelism").orElse(1L).intValue()),
                        site,
                        from,
                        same ? before.counter() : 0);
        last.put(uid, job);
        running.start(seen.name(), new FlinkCluster(uid, clock.instant(), spec, job));
    }

    private void note(String name, String state, String path) {
        record(name, state, path, spec -> spec.with("suspended", "job", "state"), null);
    }

    private void deployed(String name, Fields spec, String path) {
        record(name, "DEPLOYED", path, it -> it, spec);
    }

    private void record(
            String name,
            String state,
            String path,
            UnaryOperator<Fields> edit,
            @Nullable Fields deployed) {
        server.status(
                name,
                it -> {
                    Fields object =
                            it.object()
                                    .with(state, "status", "reconciliationStatus", "state")
                                    .with(it.generation(), "status", "observedGeneration")
                                    .with(path, "status", "jobStatus", "upgradeSavepointPath");
                    if (deployed != null) {
                        object =
                                object.with("RECONCILING", "status", "jobStatus", "state")
                                        .with(
                                                running.of(name).orElseThrow().job().plan().id(),
                                                "status",
                                                "jobStatus",
                                                "jobId");
                    }
                    return new FlinkDeployment(
                            object,
                            it.lastApplied(),
                            Fields.EMPTY.with(
                                    edit.apply(deployed == null ? it.spec() : deployed), "spec"),
                            it.lastStable());
                });
    }
}
