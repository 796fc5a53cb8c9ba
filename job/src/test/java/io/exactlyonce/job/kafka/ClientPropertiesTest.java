package io.exactlyonce.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

class ClientPropertiesTest {
    @Test
    void theSourceReadsCommittedRecordsWhateverWasAskedFor() {
        Properties consumer =
                ClientProperties.consumer(
                        config("exactly-once.source.properties.isolation.level", "nonsense"));

        assertThat(consumer).containsEntry("isolation.level", "read_committed");
    }

    @Test
    void theSinkGetsTheTimeoutAndTheLargestRecord() {
        Properties producer = ClientProperties.producer(config("exactly-once.revision", "1"));

        assertThat(producer)
                .containsEntry("transaction.timeout.ms", "900000")
                .containsEntry("max.request.size", "1048576");
    }

    @Test
    void theBufferHoldsTheLargestRecord() {
        assertThat(ClientProperties.producer(config("exactly-once.sink.max-record-size", "60 mb")))
                .containsEntry("buffer.memory", "125829120");
    }

    @Test
    void ownConfigProvidersStayNextToTheEnvironment() {
        assertThat(
                        ClientProperties.admin(
                                config(
                                        "exactly-once.kafka.properties.config.providers", "file",
                                        "exactly-once.kafka.properties.client.id", "${env:HOME}")))
                .containsEntry("config.providers", "file,env");
    }

    @Test
    void propertiesOfOneSideOverrideCommonOnes() {
        ExactlyOnceConfig config =
                config(
                        "exactly-once.kafka.properties.client.rack", "a",
                        "exactly-once.sink.properties.client.rack", "b");

        assertThat(ClientProperties.producer(config)).containsEntry("client.rack", "b");
        assertThat(ClientProperties.consumer(config)).containsEntry("client.rack", "a");
        assertThat(ClientProperties.admin(config)).containsEntry("client.rack", "a");
    }

    @Test
    void aSecretStaysOutOfThePropertiesAndIsReadByTheClient() {
        Map.Entry<String, String> variable =
                System.getenv().entrySet().stream()
                        .filter(entry -> entry.getValue().matches("[ -~]{2,60}"))
                        .findFirst()
                        .orElseThrow();
        Properties admin =
                ClientProperties.admin(
                        config(
                                "exactly-once.kafka.properties.client.id",
                                "id-${env:" + variable.getKey() + "}"));

        assertThat(admin.getProperty("client.id")).isEqualTo("id-${env:" + variable.getKey() + "}");
        assertThat(new AdminClientConfig(admin).getString("client.id"))
                .isEqualTo("id-" + variable.getValue());
    }

    private static ExactlyOnceConfig config(String... keysAndValues) {
        Map<String, String> keys = new HashMap<>();
        keys.put("exactly-once.kafka.bootstrap-servers", "broker:9092");
        keys.put("exactly-once.sink.transactional-id-prefix", "eo1.x.");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return ExactlyOnceConfig.parse(Configuration.fromMap(keys)).config();
    }
}
