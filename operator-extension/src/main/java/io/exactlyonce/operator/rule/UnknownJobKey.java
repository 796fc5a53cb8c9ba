package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.util.List;

/**
 * EO1503. A misspelled key is a setting its author believes in; the job refuses to start with it.
 * An image newer than this operator may know more keys: then it is acknowledged.
 */
final class UnknownJobKey implements Rule {

    @Override
    public Code code() {
        return Code.UNKNOWN_JOB_KEY;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        return configuration.merged().entries().keySet().stream()
                .filter(key -> key.startsWith(JobKeys.PREFIX) && !JobKeys.isKnown(key))
                .flatMap(key -> configuration.found(key).stream())
                .map(this::violation)
                .toList();
    }

    private Violation violation(Observed setting) {
        return new Violation(
                code(),
                Violation.configuration(Shown.of(setting.key())),
                setting.text() + ", under a key that no job of this release knows",
                "a setting that is not read does not do what its author relies on, and the job"
                        + " refuses to start",
                JobKeys.closestTo(setting.key())
                        .map(close -> "Write " + close + " if that is meant, otherwise remove it")
                        .orElse("Remove it"));
    }
}
