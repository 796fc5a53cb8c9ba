package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.AuditException.Incomplete;
import io.exactlyonce.job.audit.AuditException.WrongUse;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Makes the Kafka clients of an audit. What the audit rests on cannot be overridden by a file. */
final class Clients {
    /** Bounds what one broker may send ahead: the client's default of 50 MiB is for throughput. */
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private static final int MAX_POLL_RECORDS = 2_000;

    private final AuditOptions options;

    Clients(AuditOptions options) {
        this.options = options;
    }

    /** Reads client properties from a file. */
    static Map<String, String> properties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new WrongUse(
                    "--command-config " + file + " cannot be read as client properties: " + e);
        }
        Map<String, String> map = new HashMap<>();
        properties.stringPropertyNames().forEach(k -> map.put(k, properties.getProperty(k)));
        return map;
    }

    Admin admin() {
        return create(() -> Admin.create(common()));
    }

    /** A consumer that reads committed records only and drops keys and values unread. */
    Consumer<Void, Void> consumer() {
        Map<String, Object> config = common();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        config.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        return create(() -> new KafkaConsumer<>(config, new Dropped(), new Dropped()));
    }

    private Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>(options.client());
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, options.timeoutMs());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, options.timeoutMs());
        config.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "exactly-once-audit");
        return config;
    }

    private <T> T create(Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No resolvable bootstrap urls")) {
                throw new Incomplete(
                        "no address of "
                                + options.bootstrapServers()
                                + " can be resolved: check the host names");
            }
            throw new WrongUse("the Kafka client refuses its properties: " + message);
        }
    }

    /** Payloads are not evidence. */
    private static final class Dropped implements Deserializer<Void> {
        @Override
        public @Nullable Void deserialize(String topic, byte[] data) {
            return null;
        }

        @Override
        public @Nullable Void deserialize(String topic, Headers headers, ByteBuffer data) {
            return null;
        }
    }
}
