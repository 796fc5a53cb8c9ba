package io.exactlyonce.operator.condition;

import java.util.Arrays;

/** Whether something holds. What is not known is never taken for true. */
public enum ConditionStatus {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String text;

    ConditionStatus(String text) {
        this.text = text;
    }

    /** As Kubernetes writes it. */
    public String text() {
        return text;
    }

    /** The status of a text; anything that is none is {@code UNKNOWN}. */
    public static ConditionStatus of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.text.equals(text))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
