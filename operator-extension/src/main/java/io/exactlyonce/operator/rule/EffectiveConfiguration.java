package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.Reading;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code flinkConfiguration} over upstream's default configuration. Upstream merges the two as flat
 * maps before Flink looks for an option's names, so that a default under the current name beats the
 * deployment's own value under an older one.
 *
 * @param own what the deployment itself says
 * @param merged what the job, and upstream, go by
 */
record EffectiveConfiguration(FlinkConfiguration own, FlinkConfiguration merged) {

    /** Of the proposal. */
    static EffectiveConfiguration of(RuleInput input) {
        return input.effective();
    }

    static EffectiveConfiguration of(Fields spec, Surroundings surroundings) {
        FlinkConfiguration own = FlinkConfiguration.of(spec);
        return new EffectiveConfiguration(own, defaults(surroundings).with(own.entries()));
    }

    static FlinkConfiguration defaults(Surroundings surroundings) {
        return FlinkConfiguration.ofEntries(new TreeMap<>(surroundings.upstreamDefaults()));
    }

    Optional<Observed> found(FlinkKey option) {
        return merged.setting(option).map(setting -> observed(setting.key(), setting.value()));
    }

    Optional<Observed> found(String key) {
        return merged.value(key).map(value -> observed(key, value));
    }

    private Observed observed(String key, String value) {
        return new Observed(key, value, own.value(key).isEmpty());
    }

    /** Whether a value that is text, in any case of letters, is in effect. */
    boolean says(FlinkKey option, String text) {
        return merged.value(option).filter(text::equalsIgnoreCase).isPresent();
    }

    boolean flag(FlinkKey option, boolean whenAbsent) {
        return merged.flag(option).asOptional().orElse(whenAbsent);
    }

    /** Empty if unreadable: {@link UnreadableValue} tells. */
    Optional<Duration> duration(FlinkKey option, Duration whenAbsent) {
        Reading<Duration> reading = merged.duration(option);
        return reading instanceof Reading.Absent<Duration>
                ? Optional.of(whenAbsent)
                : reading.asOptional().filter(UnreadableValue::isReasonable);
    }

    /** Empty if unreadable or negative: {@link UnreadableValue} tells. */
    Optional<Integer> number(FlinkKey option, int whenAbsent) {
        Reading<Integer> reading = merged.integer(option);
        return reading instanceof Reading.Absent<Integer>
                ? Optional.of(whenAbsent)
                : reading.asOptional().filter(number -> number >= 0);
    }

    /** The violation of an option that is set, or of its absence. */
    Violation violation(Code code, FlinkKey option, String whenAbsent, String reason, String fix) {
        return found(option)
                .map(observed -> observed.violation(code, reason, fix))
                .orElseGet(
                        () ->
                                new Violation(
                                        code,
                                        Violation.configuration(option.name()),
                                        "not set, " + whenAbsent,
                                        reason,
                                        fix));
    }
}
