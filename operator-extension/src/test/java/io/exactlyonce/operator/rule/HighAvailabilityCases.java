package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.SAVEPOINT;
import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.deployed;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.running;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.suspended;
import static io.exactlyonce.operator.rule.Deployments.update;
import static io.exactlyonce.operator.rule.Deployments.with;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** EO1103 and EO1207, as far as they are about the last state: where it is, who can read it. */
final class HighAvailabilityCases {
    private static final String CHECKPOINT =
            "s3://flink/payments/orders/abcdefgh/checkpoints/0a1b/chk-7";
    private static final String TYPE = "high-availability.type";
    private static final String FORMAT = "kubernetes.operator.savepoint.format.type";
    private static final String ROOT = "high-availability.zookeeper.path.root";

    private HighAvailabilityCases() {}

    static List<RuleCase> all() {
        FlinkDeployment three = zooKeeper("zk-0:2181,zk-1,zk-2");
        return List.of(
                moved("kubernetes to ZooKeeper by last-state", safe(), three, safe()),
                moved("another ensemble", three, zooKeeper("zk-9"), zooKeeper("zk-0:2181")),
                moved(
                        "another root",
                        three,
                        configured(three, ROOT, "/mine"),
                        configured(three, ROOT, "flink/")),
                moved(
                        "another state backend",
                        configured(safe(), "state.backend.type", "rocksdb"),
                        configured(safe(), "state.backend.type", "hashmap"),
                        configured(safe(), "state.backend", "rocksdb")),
                moved(
                        "kubernetes by the name of its class",
                        configured(
                                safe(),
                                TYPE,
                                "org.apache.flink.kubernetes.highavailability.KubernetesHaServicesFactory"),
                        three,
                        safe()),
                new RuleCase(
                        "another place than a last-state suspend left",
                        Code.LAST_STATE_SUSPEND,
                        input(update(suspended(safe(), "last-state", CHECKPOINT), three)),
                        input(update(suspended(safe(), "savepoint", SAVEPOINT), three))),
                new RuleCase(
                        "another place in the middle of a last-state upgrade",
                        Code.LAST_STATE_SUSPEND,
                        input(update(upgrading("last-state"), three)),
                        input(update(upgrading("savepoint"), three))),
                unreadable(),
                wayBack(),
                node());
    }

    private static RuleCase unreadable() {
        return new RuleCase(
                "another state backend by a savepoint that it cannot read",
                Code.LAST_STATE_SUSPEND,
                input(
                        update(
                                running(backend("rocksdb")),
                                configured(backend("hashmap"), FORMAT, "NATIVE"))),
                input(
                        update(
                                running(backend("rocksdb")),
                                configured(backend("hashmap"), FORMAT, "CANONICAL"))));
    }

    private static RuleCase wayBack() {
        return new RuleCase(
                "a third state backend in mid-upgrade, not the way back",
                Code.LAST_STATE_SUSPEND,
                input(update(leaving("rocksdb"), lastState(backend("forst")))),
                input(update(leaving("rocksdb"), lastState(backend("rocksdb")))));
    }

    /** By last-state, for another one; it was seen to run with this one. */
    private static FlinkDeployment leaving(String backend) {
        FlinkDeployment target = deployed(lastState(backend("hashmap")), "FINISHED", "UPGRADING");
        return new FlinkDeployment(
                target.object(),
                target.lastApplied(),
                target.lastReconciled(),
                new Fields(Map.of("spec", backend(backend).spec().values())));
    }

    private static FlinkDeployment backend(String name) {
        return configured(safe(), "state.backend.type", name);
    }

    private static RuleCase moved(
            String name, FlinkDeployment before, FlinkDeployment after, FlinkDeployment allowed) {
        FlinkDeployment running = running(lastState(before));
        return new RuleCase(
                name,
                Code.LAST_STATE_SUSPEND,
                input(update(running, lastState(after))),
                name.startsWith("kubernetes to")
                        ? input(update(running, after))
                        : input(update(running, lastState(allowed))));
    }

    private static RuleCase node() {
        FlinkDeployment own = zooKeeper("zk-0:2181/shared");
        return new RuleCase(
                "one ZooKeeper node for two namespaces",
                Code.CHECKPOINT_STORAGE_SHARED,
                input(create(own), beside(zooKeeper("zk-1,ZK-0/shared/"))),
                input(create(own), beside(configured(zooKeeper("zk-0"), ROOT, "/other"))));
    }

    private static Surroundings beside(FlinkDeployment other) {
        FlinkDeployment elsewhere =
                configured(
                        configured(other, "execution.checkpointing.dir", "s3://flink/refunds/cp"),
                        "exactly-once.sink.transactional-id-prefix",
                        "eo1.refunds.orders.abcdefgi.r000002.");
        FlinkDeployment own =
                configured(elsewhere, "high-availability.storageDir", "s3://flink/refunds/ha");
        return new Surroundings(
                List.of(Neighbour.of("refunds", own.name(), own.spec())),
                false,
                Map.of(),
                Set.of());
    }

    private static FlinkDeployment upgrading(String mode) {
        return deployed(with(safe(), mode, "spec", "job", "upgradeMode"), "FINISHED", "UPGRADING");
    }

    private static FlinkDeployment lastState(FlinkDeployment deployment) {
        return with(deployment, "last-state", "spec", "job", "upgradeMode");
    }

    private static FlinkDeployment zooKeeper(String quorum) {
        return configured(
                configured(safe(), TYPE, "zookeeper"),
                "high-availability.zookeeper.quorum",
                quorum);
    }
}
