package io.exactlyonce.examples;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the operator adds to Flink's configuration and a job without the library must read.
 *
 * @param prefix new for every revision, ending in a dot
 * @param transactionTimeout what the brokers allow and an outage may take
 */
record Injected(String bootstrapServers, String prefix, Duration transactionTimeout) {
    static final ConfigOption<String> BOOTSTRAP_SERVERS =
            ConfigOptions.key("exactly-once.kafka.bootstrap-servers").stringType().noDefaultValue();
    static final ConfigOption<String> PREFIX =
            ConfigOptions.key("exactly-once.sink.transactional-id-prefix")
                    .stringType()
                    .noDefaultValue();
    static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
            ConfigOptions.key("exactly-once.sink.transaction-timeout")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(15));

    /**
     * Reads the configuration of the environment.
     *
     * @throws IllegalStateException when a key is absent or the prefix is not terminated
     */
    static Injected of(ReadableConfig flink) {
        String prefix = required(flink, PREFIX, "transactions would collide with other jobs'");
        if (!prefix.endsWith(".")) {
            throw new IllegalStateException(
                    "%s: '%s' has no dot at its end. It begins other prefixes too. Fix: add a dot."
                            .formatted(PREFIX.key(), prefix));
        }
        return new Injected(
                required(flink, BOOTSTRAP_SERVERS, "the job cannot reach Kafka"),
                prefix,
                flink.get(TRANSACTION_TIMEOUT));
    }

    /** The prefix of one sink of the job: two sinks under one prefix fence each other. */
    String prefixOf(String sink) {
        return prefix + sink + ".";
    }

    private static String required(ReadableConfig flink, ConfigOption<String> key, String why) {
        String message = "%s: not set. Without it %s. Fix: %s.";
        String fix = "label the FlinkDeployment exactlyonce.io/policy; on a laptop, set the key";
        return flink.getOptional(key)
                .filter(value -> !value.isBlank())
                .orElseThrow(
                        () -> new IllegalStateException(message.formatted(key.key(), why, fix)));
    }
}
