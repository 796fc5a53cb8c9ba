package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;

/**
 * A key of {@code flinkConfiguration} as it takes effect.
 *
 * @param key the name it was written with
 * @param value the text it was given
 * @param inherited whether the deployment itself says nothing and upstream's default configuration
 *     does
 */
record Observed(String key, String value, boolean inherited) {

    /** The value for a message, with where it comes from if that is not the deployment. */
    String text() {
        return Shown.of(value) + origin();
    }

    /** Behind the value: nothing if the deployment itself says it. */
    String origin() {
        return inherited ? " (from upstream's default configuration)" : "";
    }

    Violation violation(Code code, String reason, String fix) {
        return violation(code, "", reason, fix);
    }

    /** As above, with words after the value. */
    Violation violation(Code code, String more, String reason, String fix) {
        return new Violation(code, Violation.configuration(key), text() + more, reason, fix);
    }
}
