package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.simulation.engine.Dice;
import io.exactlyonce.operator.simulation.transaction.Storage.Kept;
import java.util.List;
import java.util.Optional;

/** People, who do what they like. */
record Users(ClusterModel cluster, Dice dice) {
    static final String ACCEPTED = "EO1201: written anew; EO1206: chosen";

    String act(String name) {
        Optional<FlinkDeployment> there = cluster.server().get(name);
        if (there.isEmpty()) {
            String from = dice.percent(50) ? chosen() : "";
            cluster.server().create(name, 1 + dice.below(3), from);
            return "create from " + from;
        }
        if (there.get().isBeingDeleted()) {
            return "wait for the deletion";
        }
        return act(name, there.get());
    }

    private String act(String name, FlinkDeployment there) {
        int choice = dice.below(100);
        if (choice < 12) {
            cluster.server().delete(name);
            return "delete";
        } else if (choice < 22) {
            return fork(name, there);
        } else if (choice < 28) {
            cluster.server()
                    .edit(
                            name,
                            it ->
                                    it.with(
                                            dice.percent(50) ? "true" : "false",
                                            "spec",
                                            "flinkConfiguration",
                                            ApiServer.ROLLBACK));
            return "set rollback";
        } else if (choice < 32) {
            cluster.server()
                    .annotate(name, Annotations.PAUSED, dice.percent(50) ? "true" : "false");
            return "pause or go on";
        } else if (choice < 45 && !there.wantsSuspended()) {
            String mode = mode();
            cluster.server()
                    .edit(
                            name,
                            it ->
                                    it.with("suspended", "spec", "job", "state")
                                            .with(mode, "spec", "job", "upgradeMode"));
            return "suspend by " + mode;
        }
        return upgrade(name);
    }

    private String fork(String name, FlinkDeployment there) {
        String path = chosen();
        if (path.isEmpty()) {
            return "find nothing to start from";
        }
        accept(name);
        long nonce = Upstream.nonce(there.spec()) + 1;
        cluster.server()
                .revise(
                        name,
                        spec ->
                                spec.with(path, "job", "initialSavepointPath")
                                        .with(nonce, "job", "savepointRedeployNonce")
                                        .with("running", "job", "state"));
        return "start it from " + path;
    }

    private String upgrade(String name) {
        return upgrade(name, mode());
    }

    private String upgrade(String name, String mode) {
        int parallelism = 1 + dice.below(3);
        cluster.server()
                .revise(
                        name,
                        spec ->
                                spec.with("running", "job", "state")
                                        .with(mode, "job", "upgradeMode")
                                        .with(parallelism, "job", "parallelism"));
        return "upgrade by " + mode;
    }

    private String mode() {
        int choice = dice.below(10);
        return choice < 5 ? "savepoint" : choice < 8 ? "last-state" : "stateless";
    }

    private String chosen() {
        List<String> paths = cluster.storage().all().stream().map(Kept::path).toList();
        return paths.isEmpty() ? "" : dice.oneOf(paths);
    }

    void accept(String name) {
        cluster.server().annotate(name, Annotations.ACCEPT, ACCEPTED);
    }

    /** Another parallelism, by savepoint. */
    void rescale(String name) {
        if (isThere(name)) {
            upgrade(name, "savepoint");
        }
    }

    /** What keeps the operator from acting, and needs no new revision, is taken away. */
    void allow(String name) {
        if (isThere(name)) {
            accept(name);
            cluster.server().annotate(name, Annotations.PAUSED, "false");
        }
    }

    private boolean isThere(String name) {
        return cluster.server().get(name).filter(it -> !it.isBeingDeleted()).isPresent();
    }

    /** Everything that keeps the operator from acting is taken away. */
    void mend(String name) {
        if (!isThere(name)) {
            return;
        }
        allow(name);
        Optional<FlinkDeployment> there = cluster.server().get(name);
        boolean stuck = cluster.upstream().lastJob(there.get()).filter(Job::isStuck).isPresent();
        boolean off = there.get().wantsSuspended() || !there.get().policyName().isPresent();
        if (stuck || off || ApiServer.rollsBack(there.get().spec())) {
            cluster.server()
                    .revise(
                            name,
                            spec ->
                                    safe(spec)
                                            .with(
                                                    stuck ? "stateless" : "savepoint",
                                                    "job",
                                                    "upgradeMode"));
        }
    }

    private static Fields safe(Fields spec) {
        return spec.with("running", "job", "state")
                .with("false", "flinkConfiguration", ApiServer.ROLLBACK);
    }
}
