package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.SAVEPOINT;
import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.deployed;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.running;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.suspended;
import static io.exactlyonce.operator.rule.Deployments.unconfigured;
import static io.exactlyonce.operator.rule.Deployments.update;
import static io.exactlyonce.operator.rule.Deployments.with;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.List;

/** EO1202, EO1203 and EO1209 to EO1211: every door to another parallelism. */
final class ParallelismCases {
    private static final String[] MODE = {"spec", "job", "upgradeMode"};
    private static final String[] REPLICAS = {"spec", "taskManager", "replicas"};
    private static final String[] VERSION = {"spec", "flinkVersion"};
    private static final String SLOTS = "taskmanager.numberOfTaskSlots";
    private static final String OVERRIDES = "pipeline.jobvertex-parallelism-overrides";
    private static final String CHECKPOINT =
            "s3://flink/payments/orders/abcdefgh/checkpoints/0a1b/chk-42";

    private ParallelismCases() {}

    static List<RuleCase> all() {
        FlinkDeployment crashing = deployed(safe(), "RECONCILING", "DEPLOYED");
        FlinkDeployment upgrading = deployed(safe(), "FINISHED", "UPGRADING");
        return List.of(
                outside("the job does not run", crashing, parallelism(8), parallelism(4)),
                outside("an upgrade is under way", upgrading, parallelism(8), parallelism(4)),
                outside("last-state", running(safe()), lastState(parallelism(8)), parallelism(8)),
                outside(
                        "suspended by last-state",
                        suspended(safe(), "last-state", CHECKPOINT),
                        parallelism(8),
                        parallelism(4)),
                new RuleCase(
                        "suspended by a savepoint that is a checkpoint",
                        Code.PARALLELISM_OUTSIDE_SAVEPOINT,
                        input(update(suspended(safe(), "savepoint", CHECKPOINT), parallelism(8))),
                        input(update(suspended(safe(), "savepoint", SAVEPOINT), parallelism(8)))),
                outside(
                        "TaskManagers times slots",
                        running(safe()),
                        lastState(configured(with(safe(), 3, REPLICAS), SLOTS, 2)),
                        lastState(configured(with(safe(), 2, REPLICAS), SLOTS, 2))),
                outside(
                        "overrides",
                        running(safe()),
                        lastState(
                                configured(
                                        safe(), OVERRIDES, "bc764cd8ddf7a0cff126f51c16239658:2")),
                        configured(safe(), OVERRIDES, "bc764cd8ddf7a0cff126f51c16239658:2")),
                outside(
                        "TaskManagers times slots that nothing says",
                        running(safe()),
                        lastState(with(safe(), 4, REPLICAS)),
                        lastState(configured(with(safe(), 4, REPLICAS), SLOTS, 1))),
                chainOfEdits(),
                version(),
                advice(),
                inPlace());
    }

    private static RuleCase outside(
            String name, FlinkDeployment before, FlinkDeployment after, FlinkDeployment allowed) {
        return new RuleCase(
                name,
                Code.PARALLELISM_OUTSIDE_SAVEPOINT,
                input(update(before, after)),
                input(update(before, allowed)));
    }

    /** r1 is deployed, r2 was admitted and waits, r3 turns it into last-state. */
    private static RuleCase chainOfEdits() {
        FlinkDeployment deployed = deployed(safe(), "RECONCILING", "DEPLOYED");
        FlinkDeployment waiting =
                deployed.withObject(deployed.object().with(8, "spec", "job", "parallelism"));
        return new RuleCase(
                "a change that waits turned into last-state",
                Code.PARALLELISM_OUTSIDE_SAVEPOINT,
                input(update(waiting, lastState(parallelism(8)))),
                input(update(waiting, configured(parallelism(8), "web.timeout", "1 min"))));
    }

    private static RuleCase version() {
        FlinkDeployment old = with(safe(), "v2_0", VERSION);
        return new RuleCase(
                "with flinkVersion",
                Code.PARALLELISM_WITH_VERSION,
                input(update(running(old), parallelism(8))),
                input(update(running(old), safe())));
    }

    private static RuleCase advice() {
        FlinkDeployment scaled =
                configured(
                        unconfigured(safe(), "job.autoscaler.enabled"),
                        "kubernetes.operator.job.autoscaler.enabled",
                        "true");
        return new RuleCase(
                "the autoscaler under its older name",
                Code.AUTOSCALER,
                input(create(scaled)),
                input(create(configured(scaled, "job.autoscaler.scaling.enabled", "false"))));
    }

    /** With the adaptive scheduler, so that its own rule speaks too: see RulesTest. */
    private static RuleCase inPlace() {
        FlinkDeployment adaptive = configured(safe(), "jobmanager.scheduler", "adaptive");
        FlinkDeployment overridden =
                configured(adaptive, OVERRIDES, "bc764cd8ddf7a0cff126f51c16239658:2");
        return new RuleCase(
                "overrides with the adaptive scheduler",
                Code.IN_PLACE_RESCALE,
                input(update(running(adaptive), overridden)),
                input(update(running(safe()), safe())));
    }

    private static FlinkDeployment parallelism(int number) {
        return with(safe(), number, "spec", "job", "parallelism");
    }

    private static FlinkDeployment lastState(FlinkDeployment deployment) {
        return with(deployment, "last-state", MODE);
    }
}
