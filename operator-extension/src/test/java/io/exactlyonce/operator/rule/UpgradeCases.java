package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.SAVEPOINT;
import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.defaults;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.planned;
import static io.exactlyonce.operator.rule.Deployments.running;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.unconfigured;
import static io.exactlyonce.operator.rule.Deployments.update;
import static io.exactlyonce.operator.rule.Deployments.with;
import static io.exactlyonce.operator.rule.Deployments.without;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** EO12xx but for the parallelism: how a job is stopped and started. */
final class UpgradeCases {
    private static final String FALLBACK =
            "kubernetes.operator.job.upgrade.last-state-fallback.enabled";
    private static final String NAMING = "exactly-once.sink.naming-strategy";
    private static final String[] MODE = {"spec", "job", "upgradeMode"};
    private static final String[] STATE = {"spec", "job", "state"};
    private static final String[] PATH = {"spec", "job", "initialSavepointPath"};
    private static final String[] NONCE = {"spec", "job", "savepointRedeployNonce"};

    private UpgradeCases() {}

    static List<RuleCase> all() {
        return Stream.concat(forks().stream(), others().stream()).toList();
    }

    private static List<RuleCase> forks() {
        return List.of(
                new RuleCase(
                        "a new deployment from a savepoint",
                        Code.FORK,
                        input(create(with(safe(), SAVEPOINT, PATH))),
                        input(create(with(safe(), SAVEPOINT, PATH)), planned(SAVEPOINT))),
                new RuleCase(
                        "a redeployment from a savepoint",
                        Code.FORK,
                        input(update(running(safe()), forked(SAVEPOINT, 1))),
                        input(update(running(safe()), forked(SAVEPOINT, 1)), planned(SAVEPOINT))),
                new RuleCase(
                        "a path for the next redeployment",
                        Code.FORK,
                        input(update(running(safe()), with(safe(), SAVEPOINT, PATH))),
                        input(update(running(forked(SAVEPOINT, 1)), forked(SAVEPOINT, 1)))));
    }

    private static List<RuleCase> others() {
        return List.of(
                new RuleCase(
                        "upgradeMode is stateless",
                        Code.STATELESS_UPGRADE,
                        input(create(with(safe(), "stateless", MODE))),
                        input(create(with(safe(), "last-state", MODE)))),
                new RuleCase(
                        "nothing says an upgradeMode",
                        Code.STATELESS_UPGRADE,
                        input(create(without(safe(), MODE))),
                        input(create(safe()))),
                new RuleCase(
                        "nothing says whether to fall back",
                        Code.LAST_STATE_FALLBACK,
                        input(create(unconfigured(safe(), FALLBACK))),
                        input(create(safe()))),
                inheritedRollback(),
                new RuleCase(
                        "a suspend by last-state",
                        Code.LAST_STATE_SUSPEND,
                        input(update(running(safe()), suspend("last-state"))),
                        input(update(running(safe()), suspend("savepoint")))),
                new RuleCase(
                        "Flink 1.19",
                        Code.FLINK_VERSION_LOSES_STATE,
                        input(create(with(safe(), "v1_19", "spec", "flinkVersion"))),
                        input(create(with(safe(), "v1_20", "spec", "flinkVersion")))),
                new RuleCase(
                        "allowNonRestoredState",
                        Code.NON_RESTORED_STATE,
                        input(create(with(safe(), true, "spec", "job", "allowNonRestoredState"))),
                        input(create(with(safe(), false, "spec", "job", "allowNonRestoredState")))),
                naming(),
                namingOfOldConnector(),
                namingAfterOldConnector());
    }

    private static RuleCase inheritedRollback() {
        String key = "kubernetes.operator.deployment.rollback.enabled";
        Surroundings defaults = defaults(Map.of(key, "true"));
        return new RuleCase(
                "upstream's defaults roll back",
                Code.UPSTREAM_ROLLBACK,
                input(create(unconfigured(safe(), key)), defaults),
                input(create(safe()), defaults));
    }

    private static RuleCase naming() {
        FlinkDeployment pooling = configured(safe(), NAMING, "POOLING");
        return new RuleCase(
                "back from POOLING",
                Code.NAMING_STRATEGY_UNFIT,
                input(update(running(pooling), safe())),
                input(update(running(safe()), pooling)));
    }

    private static RuleCase namingOfOldConnector() {
        FlinkDeployment old = with(safe(), "v1_20", "spec", "flinkVersion");
        return new RuleCase(
                "POOLING with Flink 1.20",
                Code.NAMING_STRATEGY_UNFIT,
                input(create(configured(old, NAMING, "POOLING"))),
                input(create(configured(old, NAMING, "INCREMENTING"))));
    }

    private static RuleCase namingAfterOldConnector() {
        FlinkDeployment old = with(safe(), "v1_20", "spec", "flinkVersion");
        return new RuleCase(
                "POOLING with the upgrade to Flink 2",
                Code.NAMING_STRATEGY_UNFIT,
                input(update(running(old), configured(safe(), NAMING, "POOLING"))),
                input(update(running(old), safe())));
    }

    private static FlinkDeployment forked(String path, int nonce) {
        return with(with(safe(), path, PATH), nonce, NONCE);
    }

    private static FlinkDeployment suspend(String mode) {
        return with(with(safe(), mode, MODE), "suspended", STATE);
    }
}
