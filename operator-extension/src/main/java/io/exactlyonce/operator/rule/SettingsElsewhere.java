package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.DeploymentMode;
import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * EO1410. What beats {@code flinkConfiguration} unseen by any other rule: dynamic properties of
 * Flink's entry points, and keys that Flink and upstream write for themselves. In standalone mode
 * upstream puts {@code job.args} behind its own arguments ({@code
 * CmdStandaloneJobManagerDecorator}), and Flink takes every option of its own up to the first
 * argument that is none ({@code StandaloneApplicationClusterConfigurationParserFactory}).
 */
final class SettingsElsewhere implements Rule {
    private static final List<String> ENTRY_POINTS =
            List.of(
                    "kubernetes.jobmanager.entrypoint.args",
                    "kubernetes.taskmanager.entrypoint.args");
    private static final String INTERNAL = "$internal.";
    private static final String PAST_THE_RULES =
            "it beats flinkConfiguration where no rule sees it, so that the checkpoints, the restore"
                    + " path or the parallelism may be others than were judged";

    @Override
    public Code code() {
        return Code.SETTINGS_ELSEWHERE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        Fields spec = input.proposal().after().spec();
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        List<Violation> found = new ArrayList<>();
        if (DeploymentMode.of(spec) == DeploymentMode.STANDALONE) {
            argument(spec).ifPresent(found::add);
        }
        ENTRY_POINTS.stream()
                .flatMap(key -> configuration.found(key).stream())
                .filter(setting -> setting.value().contains("-D"))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        PAST_THE_RULES,
                                        "Write the properties as keys of spec.flinkConfiguration"))
                .forEach(found::add);
        internal(configuration).forEach(found::add);
        return List.copyOf(found);
    }

    /** The first argument only: where Flink stops reading depends on what it makes of it. */
    private Optional<Violation> argument(Fields spec) {
        return spec.list("job", "args").stream()
                .findFirst()
                .map(String::valueOf)
                .flatMap(
                        argument ->
                                EntryPointOption.of(argument)
                                        .map(option -> argument(argument, option)));
    }

    private Violation argument(String argument, EntryPointOption option) {
        return new Violation(
                code(),
                "spec.job.args",
                Shown.of(argument)
                        + " at its beginning, which in standalone mode Flink itself takes for "
                        + option.shown(),
                option.reason().orElse(PAST_THE_RULES),
                option.fix());
    }

    private Stream<Violation> internal(EffectiveConfiguration configuration) {
        SortedMap<String, String> entries = configuration.merged().entries();
        return entries.tailMap(INTERNAL).keySet().stream()
                .takeWhile(key -> key.startsWith(INTERNAL))
                .flatMap(key -> configuration.found(key).stream())
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        "Flink and upstream set such a key by themselves; one set by"
                                                + " hand gives every revision the same job id, or"
                                                + " other arguments than were judged",
                                        "Remove it"));
    }
}
