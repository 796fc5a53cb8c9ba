package io.exactlyonce.job.kafka;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;

/**
 * Client properties from the configuration. A value {@code ${env:NAME}} stays as it is until a
 * client is made: each process reads its own environment, so a secret never stands in the job
 * graph, which is stored with the state of high availability.
 */
public final class ClientProperties {
    /** The producer's own default, in bytes. */
    private static final long DEFAULT_BUFFER = 32L * 1024 * 1024;

    private ClientProperties() {}

    /** For the source: reads committed records, as bytes, whatever else was asked for. */
    public static Properties consumer(ExactlyOnceConfig config) {
        Properties properties = base(config);
        properties.putAll(config.source().properties());
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Told by the check at start; the source's builder would throw at once, and alone.
        properties.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        properties.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        return withEnvironment(properties);
    }

    /** For the sink: with the transaction timeout. */
    public static Properties producer(ExactlyOnceConfig config) {
        Properties properties = base(config);
        properties.setProperty(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                String.valueOf(config.sink().maxRecordSize()));
        properties.setProperty(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                String.valueOf(Math.max(DEFAULT_BUFFER, 2L * config.sink().maxRecordSize())));
        properties.putAll(config.sink().properties());
        properties.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                String.valueOf(config.sink().transactionTimeout().toMillis()));
        return withEnvironment(properties);
    }

    /** For questions to the brokers. */
    public static Properties admin(ExactlyOnceConfig config) {
        return withEnvironment(base(config));
    }

    private static Properties base(ExactlyOnceConfig config) {
        Properties properties = new Properties();
        properties.putAll(config.kafka().properties());
        properties.setProperty(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        return properties;
    }

    private static Properties withEnvironment(Properties properties) {
        boolean used =
                properties.values().stream().anyMatch(value -> value.toString().contains("${env:"));
        if (used) {
            properties.merge(
                    AbstractConfig.CONFIG_PROVIDERS_CONFIG,
                    "env",
                    (others, env) -> others + "," + env);
            properties.setProperty(
                    AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".env.class",
                    EnvVarConfigProvider.class.getName());
        }
        return properties;
    }
}
