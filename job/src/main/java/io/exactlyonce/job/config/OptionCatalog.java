package io.exactlyonce.job.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;

/** All options there are, for checks and documentation. */
public final class OptionCatalog {
    private OptionCatalog() {}

    /** Every option, sorted by key. */
    public static List<ConfigOption<?>> all() {
        return Stream.of(ExactlyOnceOptions.class, CommitOptions.class)
                .flatMap(options -> Arrays.stream(options.getDeclaredFields()))
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .filter(field -> field.getType() == ConfigOption.class)
                .<ConfigOption<?>>map(OptionCatalog::value)
                .sorted(Comparator.comparing(ConfigOption::key))
                .toList();
    }

    /** The description as plain text with Markdown code marks. */
    public static String description(ConfigOption<?> option) {
        return new HtmlFormatter().format(option.description());
    }

    private static ConfigOption<?> value(Field field) {
        try {
            return (ConfigOption<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError("Options are fields of this class", e);
        }
    }
}
