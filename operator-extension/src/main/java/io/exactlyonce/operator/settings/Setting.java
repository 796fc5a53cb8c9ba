package io.exactlyonce.operator.settings;

import java.util.Locale;

/**
 * One setting of the operator.
 *
 * @param key path in the file, {@code webhook.port}
 * @param defaultValue what holds if it is nowhere set, as one would write it
 * @param description what it does, in whole sentences; unit and effect included
 * @param format how a value is written
 */
public record Setting<T>(String key, String defaultValue, String description, Format<T> format) {
    /** Start of every environment variable of ours. */
    public static final String PREFIX = "EXACTLY_ONCE_";

    /** The environment variable: {@code EXACTLY_ONCE_WEBHOOK_PORT}. */
    public String variable() {
        return PREFIX
                + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }

    /** What is accepted, for messages and documentation. */
    public String expected() {
        return format.expected();
    }
}
