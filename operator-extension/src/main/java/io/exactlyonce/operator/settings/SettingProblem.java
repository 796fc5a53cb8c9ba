package io.exactlyonce.operator.settings;

/**
 * A setting with which the operator does not start.
 *
 * @param place environment variable, or key and file
 * @param observed the value that was seen
 * @param reason why it cannot be used
 * @param fix what to write instead
 */
public record SettingProblem(String place, String observed, String reason, String fix) {

    /** Observed value with its place → why it matters → what to change. */
    public String message() {
        return place + " is '" + observed + "': " + reason + ". " + fix + ".";
    }
}
