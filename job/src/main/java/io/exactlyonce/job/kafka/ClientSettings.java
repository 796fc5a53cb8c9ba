package io.exactlyonce.job.kafka;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Client properties of sink and source, read with Kafka's own parsers: what a client would refuse
 * in a task, and the job with it, again and again. A value from the environment is not judged: each
 * process has its own.
 */
public final class ClientSettings {
    private static final String LOOP =
            "no client can be made, and the job would fail again and again";
    private static final String ANY = "start-check";

    private final String key;
    private final Map<String, String> own;
    private final Map<String, String> common;

    private ClientSettings(String key, Map<String, String> own, Map<String, String> common) {
        this.key = key;
        this.own = own;
        this.common = common;
    }

    /** All values that a client would refuse, each once, under the key that the user wrote. */
    public static List<Violation> violations(ExactlyOnceConfig config) {
        Map<String, String> common = config.kafka().properties();
        Map<String, Violation> found = new TreeMap<>();
        Stream.concat(
                        new ClientSettings(
                                        ExactlyOnceOptions.SINK_PROPERTIES.key(),
                                        config.sink().properties(),
                                        common)
                                .sink(config),
                        new ClientSettings(
                                        ExactlyOnceOptions.SOURCE_PROPERTIES.key(),
                                        config.source().properties(),
                                        common)
                                .source(config))
                .forEach(violation -> found.putIfAbsent(violation.field(), violation));
        return List.copyOf(found.values());
    }

    private Stream<Violation> sink(ExactlyOnceConfig config) {
        Map<String, String> values = known(ClientProperties.producer(config));
        // What the job owns, and what the check tells of elsewhere if somebody else sets it.
        values.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        values.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        values.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        values.put(ProducerConfig.ACKS_CONFIG, "all");
        values.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        values.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, ANY);
        values.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                String.valueOf(config.sink().maxRecordSize()));
        values.remove(ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG);
        return judged(
                ProducerConfig.configDef(),
                values,
                () -> deliveryTimeout(new ProducerConfig(properties(values))));
    }

    private Stream<Violation> source(ExactlyOnceConfig config) {
        Map<String, String> values = known(ClientProperties.consumer(config));
        values.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        values.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        values.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        values.put(ConsumerConfig.GROUP_ID_CONFIG, ANY);
        values.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        values.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        ConfigDef definition =
                ConsumerConfig.configDef()
                        .define(
                                KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                                ConfigDef.Type.LONG,
                                KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.defaultValue(),
                                ConfigDef.Importance.LOW,
                                "of the connector");
        return judged(definition, values, () -> readTogether(values));
    }

    /** One by one; only when each is right, together. */
    private Stream<Violation> judged(
            ConfigDef definition, Map<String, String> values, Runnable together) {
        List<Violation> found = new ArrayList<>();
        for (ConfigValue value : definition.validate(values)) {
            value.errorMessages().stream()
                    .findFirst()
                    .map(message -> violation(field(value.name()), message))
                    .ifPresent(found::add);
        }
        if (found.isEmpty()) {
            try {
                together.run();
            } catch (ConfigException e) {
                String message = String.valueOf(e.getMessage());
                found.add(violation(named(message).map(this::field).orElse(key), message));
            }
        }
        return found.stream();
    }

    @SuppressWarnings("UnusedVariable") // Made to see whether it can be.
    private static void readTogether(Map<String, String> values) {
        ConsumerConfig unused = new ConsumerConfig(properties(values));
    }

    /** As the producer does it after its configuration is read. */
    private static void deliveryTimeout(ProducerConfig config) {
        long least =
                config.getLong(ProducerConfig.LINGER_MS_CONFIG)
                        + config.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        int timeout = config.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        if (config.originals().containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)
                && timeout < least) {
            throw new ConfigException(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG
                            + " "
                            + timeout
                            + " is below linger.ms + request.timeout.ms = "
                            + least);
        }
    }

    private static Map<String, String> known(Properties properties) {
        Map<String, String> known = new TreeMap<>();
        properties.forEach(
                (name, value) -> {
                    if (!value.toString().contains("${")) {
                        known.put(name.toString(), value.toString());
                    }
                });
        known.keySet().removeIf(name -> name.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG));
        return known;
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    /** The longest name in the message of which the user has set the property. */
    private Optional<String> named(String message) {
        return Stream.concat(own.keySet().stream(), common.keySet().stream())
                .filter(message::contains)
                .max(Comparator.comparingInt(String::length));
    }

    private String field(String name) {
        boolean fromCommon = !own.containsKey(name) && common.containsKey(name);
        return (fromCommon ? ExactlyOnceOptions.KAFKA_PROPERTIES.key() : key) + "." + name;
    }

    private static Violation violation(String field, String observed) {
        return new Violation(field, observed, LOOP, "correct it, or remove it for Kafka's default");
    }
}
