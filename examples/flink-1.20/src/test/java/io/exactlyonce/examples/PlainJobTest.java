package io.exactlyonce.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example on Flink 1.20, with the connector and client of its time, on today's broker. */
class PlainJobTest {
    @TempDir static Path folder;
    private static TestKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestKafka.start(folder.resolve("kafka"), "orders", "results");
        kafka.sendOrders(0, 50, true);
        kafka.sendOrders(1000, 1010, false); // Aborted: must never have a result.
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void everyCommittedOrderHasOneResultAcrossTwoRevisions() throws Exception {
        TwoRevisions revisions = new TwoRevisions(kafka, folder, "plain");

        Set<String> ids =
                revisions.run(
                        environment -> {
                            PlainJob.define(environment);
                            return environment.executeAsync("plain");
                        },
                        "results");

        assertThat(kafka.committed("results"))
                .extracting(out -> TestKafka.header(out, "eo-origin"), ConsumerRecord::value)
                .containsExactlyInAnyOrderElementsOf(
                        kafka.committed("orders").stream()
                                .map(
                                        order ->
                                                tuple(
                                                        TestKafka.origin(order),
                                                        order.value().toUpperCase(Locale.ROOT)))
                                .toList());
        List<String> prefixes = Stream.of(1, 2).map(r -> revisions.prefix(r) + "results.").toList();
        assertThat(ids).allMatch(id -> prefixes.stream().anyMatch(id::startsWith));
        assertThat(prefixes).allMatch(prefix -> ids.stream().anyMatch(id -> id.startsWith(prefix)));
        assertThat(kafka.openTransactions()).isEmpty();
    }

    @Test
    void missingPrefixIsRefused() {
        Map<String, String> flink = new TwoRevisions(kafka, folder, "missing").configuration(1);
        flink.remove(Injected.PREFIX.key());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(flink));

        assertThatThrownBy(() -> PlainJob.define(environment))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exactly-once.sink.transactional-id-prefix: not set")
                .hasMessageContaining("Fix:");
    }
}
