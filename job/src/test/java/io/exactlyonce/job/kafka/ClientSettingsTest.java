package io.exactlyonce.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.StartRefusedException;
import io.exactlyonce.job.config.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client would refuse in a task is refused at the start. */
class ClientSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "exactly-once.sink.properties.max.block.ms, abc",
        "exactly-once.sink.properties.retries, 0",
        "exactly-once.sink.properties.max.in.flight.requests.per.connection, 6",
        "exactly-once.sink.properties.delivery.timeout.ms, 10",
        "exactly-once.sink.properties.security.protocol, SALS",
        "exactly-once.source.properties.fetch.min.bytes, abc",
        "exactly-once.source.properties.partition.discovery.interval.ms, 5 min",
        "exactly-once.kafka.properties.request.timeout.ms, abc",
        "exactly-once.kafka.properties.retries, 0"
    })
    void aValueThatNoClientTakesIsToldOnceUnderTheKeyOfItsAuthor(String key, String value) {
        assertThat(violations(Map.of(key, value)))
                .singleElement()
                .satisfies(
                        violation -> {
                            assertThat(violation.field()).isEqualTo(key);
                            assertThat(violation.observed())
                                    .contains(key.substring(key.indexOf("properties.") + 11));
                        });
    }

    @Test
    void allWrongValuesAreToldAtOnce() {
        assertThat(
                        violations(
                                Map.of(
                                        "exactly-once.sink.properties.max.block.ms", "abc",
                                        "exactly-once.sink.properties.batch.size", "-1",
                                        "exactly-once.source.properties.fetch.min.bytes", "abc")))
                .hasSize(3);
    }

    @Test
    void whatIsReadFromTheEnvironmentAndWhatClientsTakeIsNoViolation() {
        assertThat(
                        violations(
                                Map.of(
                                        "exactly-once.sink.properties.max.block.ms",
                                                "${env:IS_NOT_SET_HERE}",
                                        "exactly-once.sink.properties.linger.ms", "20",
                                        "exactly-once.sink.properties.compression.type", "zstd",
                                        "exactly-once.kafka.properties.request.timeout.ms",
                                                "110000",
                                        "exactly-once.source.properties.max.poll.records", "100",
                                        "exactly-once.source.properties.client.id.prefix", "x",
                                        "exactly-once.kafka.properties.unheard.of", "x")))
                .isEmpty();
    }

    @Test
    void theCheckTellsThemNextToWhatIsOwnedAndTellsNothingTwice() {
        Map<String, String> config = new HashMap<>();
        config.put("exactly-once.kafka.bootstrap-servers", "broker:9092");
        config.put("exactly-once.sink.transactional-id-prefix", "eo1.x.r000001.");
        config.put("execution.checkpointing.interval", "1 min");
        config.put("execution.checkpointing.timeout", "2 min");
        config.put("execution.checkpointing.dir", "s3://bucket/checkpoints");
        config.put("exactly-once.sink.properties.acks", "many");
        config.put("exactly-once.sink.properties.max.block.ms", "abc");
        config.put("exactly-once.source.properties.key.deserializer", "no.such.Class");
        config.put("exactly-once.source.properties.enable.auto.commit", "maybe");
        ExactlyOnce job =
                ExactlyOnce.of(
                        StreamExecutionEnvironment.getExecutionEnvironment(
                                Configuration.fromMap(config)));
        job.source(List.of("in"), new InputSchema());

        StartRefusedException refused =
                Assertions.catchThrowableOfType(StartRefusedException.class, job::check);

        assertThat(refused.violations())
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "exactly-once.sink.properties.acks",
                        "exactly-once.sink.properties.max.block.ms",
                        "exactly-once.source.properties.key.deserializer",
                        "exactly-once.source.properties.enable.auto.commit");
    }

    private static List<Violation> violations(Map<String, String> more) {
        Map<String, String> config = new HashMap<>(more);
        config.put("exactly-once.kafka.bootstrap-servers", "broker:9092");
        config.put("exactly-once.sink.transactional-id-prefix", "eo1.x.");
        return ClientSettings.violations(
                ExactlyOnceConfig.parse(Configuration.fromMap(config)).config());
    }
}
