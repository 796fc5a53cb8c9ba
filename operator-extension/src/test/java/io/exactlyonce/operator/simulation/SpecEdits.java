package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.simulation.engine.Dice;
import java.util.ArrayList;
import java.util.List;

/**
 * Small changes people make to a manifest, of every kind that upstream tells apart; many of them
 * are of settings that we inject.
 */
final class SpecEdits {
    /** The setting is taken away. */
    private static final Object GONE = "";

    private record Kind(List<String> path, List<Object> values) {}

    private static final List<Kind> OWN =
            List.of(
                    spec(List.of("image"), "shop:1", "shop:2", "shop:3"),
                    spec(List.of("restartNonce"), 1, 2, GONE),
                    spec(List.of("flinkVersion"), "v1_19", "v2_2", "v2_2"),
                    spec(List.of("job", "args"), List.of("--fast"), GONE),
                    spec(List.of("job", "parallelism"), 1, 2, 3),
                    spec(List.of("job", "savepointTriggerNonce"), 1, 2, GONE),
                    key("taskmanager.memory.process.size", "1g", "2g", GONE),
                    key("pipeline.jobvertex-parallelism-overrides", "a:1", "a:2", GONE),
                    key("job.autoscaler.target.utilization", "0.5", "0.7", GONE),
                    key("kubernetes.operator.periodic.savepoint.interval", "1 h", GONE));

    private static final List<Kind> INJECTED =
            List.of(
                    spec(List.of("job", "upgradeMode"), "savepoint", "last-state", GONE),
                    key("execution.checkpointing.interval", "30 s", "1 min", "20 s", GONE, GONE),
                    spec(
                            List.of("flinkConfiguration", "execution", "checkpointing", "timeout"),
                            "2 min",
                            "3 min",
                            GONE,
                            GONE),
                    key("execution.checkpointing.timeout", "2 min", GONE),
                    key("state.checkpoints.dir", "s3://flink/state/mine", GONE, GONE),
                    key("heartbeat.interval", "3 s", "5 s", GONE, GONE),
                    key("restart-strategy.type", "fixed-delay", "exponential-delay", GONE, GONE),
                    key(
                            "kubernetes.operator.job.upgrade.last-state-fallback.enabled",
                            "true",
                            "false",
                            GONE),
                    key("kubernetes.operator.deployment.rollback.enabled", "true", "false", GONE));

    private SpecEdits() {}

    private static Kind spec(List<String> path, Object... values) {
        List<String> whole = new ArrayList<>(List.of("spec"));
        whole.addAll(path);
        return new Kind(List.copyOf(whole), List.of(values));
    }

    private static Kind key(String key, Object... values) {
        return spec(List.of("flinkConfiguration", key), values);
    }

    /** One change, and in one case of three another one with it. */
    static Fields change(Fields object, Dice dice) {
        Fields changed = one(object, dice);
        return dice.percent(33) ? change(changed, dice) : changed;
    }

    private static Fields one(Fields object, Dice dice) {
        Kind kind = dice.oneOf(dice.percent(55) ? OWN : INJECTED);
        Object value = dice.oneOf(kind.values());
        return value.equals(GONE)
                ? Leaves.without(object, kind.path())
                : Leaves.with(object, kind.path(), value);
    }
}
