package io.exactlyonce.operator.condition;

/**
 * What was decided for one condition, before it is known since when.
 *
 * @param message what was seen, why it matters, what to change
 */
public record Verdict(ConditionType type, ConditionStatus status, Reason reason, String message) {

    public static Verdict yes(ConditionType type, Reason reason, String message) {
        return new Verdict(type, ConditionStatus.TRUE, reason, message);
    }

    public static Verdict no(ConditionType type, Reason reason, String message) {
        return new Verdict(type, ConditionStatus.FALSE, reason, message);
    }

    public static Verdict unknown(ConditionType type, Reason reason, String message) {
        return new Verdict(type, ConditionStatus.UNKNOWN, reason, message);
    }
}
