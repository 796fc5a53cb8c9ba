package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkConfiguration.Setting;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.List;
import java.util.stream.Stream;

/**
 * EO1406. One key in nested and flat form: upstream keeps one without a word ({@code
 * ConfigObjectNode.asFlatMap}). One option under two of its names: Flink reads the current name
 * first ({@code ConfigOption.withDeprecatedKeys}); equal values do no harm.
 */
final class KeySetTwice implements Rule {
    private static final List<FlinkKey> JUDGED =
            List.of(
                    FlinkKey.CHECKPOINT_DIRECTORY,
                    FlinkKey.SAVEPOINT_DIRECTORY,
                    FlinkKey.CHECKPOINT_STORAGE,
                    FlinkKey.CHECKPOINTS_AFTER_TASKS_FINISH,
                    FlinkKey.IGNORE_UNCLAIMED_STATE,
                    FlinkKey.STATE_BACKEND,
                    FlinkKey.HIGH_AVAILABILITY,
                    FlinkKey.HIGH_AVAILABILITY_STORAGE,
                    FlinkKey.RESTART_STRATEGY,
                    FlinkKey.AUTOSCALER,
                    FlinkKey.AUTOSCALER_SCALING,
                    FlinkKey.JOB_MANAGER_RECOVERY);

    @Override
    public Code code() {
        return Code.KEY_SET_TWICE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        FlinkConfiguration own = input.effective().own();
        Stream<Violation> forms =
                own.setTwice().stream()
                        .map(
                                key ->
                                        new Violation(
                                                code(),
                                                Violation.configuration(key),
                                                "written in more than one form (nested and flat)",
                                                "upstream takes one of the values without a word,"
                                                        + " which need not be the safe one",
                                                "Keep one of them"));
        Stream<Violation> names =
                JUDGED.stream()
                        .map(own::settings)
                        .filter(settings -> settings.size() > 1)
                        .filter(
                                settings ->
                                        settings.stream().map(Setting::value).distinct().count()
                                                > 1)
                        .map(this::names);
        return Stream.concat(forms, names).toList();
    }

    private Violation names(List<Setting> settings) {
        Setting read = settings.get(0);
        Setting ignored = settings.get(1);
        return new Violation(
                code(),
                Violation.configuration(ignored.key()),
                Shown.of(ignored.value())
                        + ", while "
                        + read.key()
                        + ", another name of the same option, is "
                        + Shown.of(read.value()),
                "Flink reads one of the two, which need not be the one its author means",
                "Remove " + ignored.key());
    }
}
