package io.exactlyonce.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example on a real broker, over two revisions: every committed order has one result. */
class ExamplesTest {
    @TempDir static Path folder;
    private static TestKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka =
                TestKafka.start(
                        folder.resolve("kafka"),
                        "orders",
                        "counts",
                        "visits",
                        "results",
                        "invoices");
        kafka.sendOrders(0, 50, true);
        kafka.sendOrders(1000, 1010, false); // Aborted: must never have a result.
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
    }

    @Test
    void libraryJobGoesOnCountingInTheNextRevision() throws Exception {
        TwoRevisions revisions = new TwoRevisions(kafka, folder, "library");

        Set<String> ids =
                revisions.run(
                        environment -> {
                            LibraryJob.define(environment).check();
                            return environment.executeAsync("library");
                        },
                        "counts",
                        "visits");

        List<ConsumerRecord<String, String>> orders = kafka.committed("orders");
        List<String> expected =
                orders.stream()
                        .collect(Collectors.groupingBy(ConsumerRecord::key, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .flatMap(
                                customer ->
                                        IntStream.rangeClosed(1, customer.getValue().intValue())
                                                .mapToObj(n -> customer.getKey() + "=" + n))
                        .toList();
        assertThat(kafka.committed("counts").stream().map(out -> out.key() + "=" + out.value()))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(kafka.committed("visits").stream().map(ConsumerRecord::value))
                .containsExactlyInAnyOrderElementsOf(
                        orders.stream().map(ConsumerRecord::key).toList());
        assertThat(kafka.committed("counts"))
                .allSatisfy(out -> assertThat(TestKafka.header(out, "eo-lane")).hasSize(16));
        // With this id the start check asked the broker whether it accepts the timeout.
        ids.removeIf(id -> id.endsWith(".start-check"));
        assertAllOfThePrefixes(ids, revisions, "counts", "visits");
    }

    @Test
    void plainJobWritesOneResultPerOrder() throws Exception {
        TwoRevisions revisions = new TwoRevisions(kafka, folder, "plain");

        Set<String> ids =
                revisions.run(
                        environment -> {
                            PlainJob.define(environment);
                            return environment.executeAsync("plain");
                        },
                        "results");

        assertResults("results", order -> order.value().toUpperCase(Locale.ROOT));
        assertAllOfThePrefixes(ids, revisions, "results");
    }

    @Test
    void sqlJobWritesOneResultPerOrder() throws Exception {
        TwoRevisions revisions = new TwoRevisions(kafka, folder, "sql");

        Set<String> ids =
                revisions.run(
                        environment ->
                                SqlJob.start(environment, "/orders.sql")
                                        .getJobClient()
                                        .orElseThrow(),
                        "invoices");

        assertResults("invoices", ExamplesTest::invoice);
        assertAllOfThePrefixes(ids, revisions, "invoices");
    }

    static Stream<TwoRevisions.Example> jobsThatNeedThePrefix() {
        return Stream.of(
                environment -> {
                    LibraryJob.define(environment).check();
                    throw new AssertionError("started");
                },
                environment -> {
                    PlainJob.define(environment);
                    throw new AssertionError("started");
                },
                environment -> SqlJob.start(environment, "/orders.sql").getJobClient().get());
    }

    @ParameterizedTest
    @MethodSource("jobsThatNeedThePrefix")
    void missingPrefixIsRefused(TwoRevisions.Example job) {
        Map<String, String> flink =
                new HashMap<>(new TwoRevisions(kafka, folder, "missing").configuration(1));
        flink.remove("exactly-once.sink.transactional-id-prefix");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(flink));

        assertThatThrownBy(() -> job.start(environment))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("exactly-once.sink.transactional-id-prefix: not set")
                .hasMessageContaining("Fix:");
    }

    @Test
    void unterminatedPrefixIsRefused() {
        Configuration flink = new Configuration();
        flink.set(Injected.PREFIX, "eo1.test.plain.aaaaaaaa.r1");

        assertThatThrownBy(() -> Injected.of(flink))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no dot at its end");
    }

    private static void assertResults(
            String topic, Function<ConsumerRecord<String, String>, String> expected) {
        assertThat(kafka.committed(topic))
                .extracting(out -> TestKafka.header(out, "eo-origin"), ConsumerRecord::value)
                .containsExactlyInAnyOrderElementsOf(
                        kafka.committed("orders").stream()
                                .map(order -> tuple(TestKafka.origin(order), expected.apply(order)))
                                .toList());
    }

    private static String invoice(ConsumerRecord<String, String> order) {
        BigDecimal amount =
                new BigDecimal(order.value().replaceAll(".*\"amount\":([0-9.]+)}", "$1"));
        return "{\"customer\":\"%s\",\"total\":%s}"
                .formatted(
                        order.key(),
                        amount.multiply(new BigDecimal("1.19"))
                                .setScale(2)
                                .stripTrailingZeros()
                                .toPlainString());
    }

    private static void assertAllOfThePrefixes(
            Set<String> ids, TwoRevisions revisions, String... sinks) throws Exception {
        List<String> prefixes =
                Stream.of(sinks)
                        .flatMap(sink -> Stream.of(1, 2).map(r -> revisions.prefix(r) + sink + "."))
                        .toList();
        assertThat(ids).allMatch(id -> prefixes.stream().anyMatch(id::startsWith));
        assertThat(prefixes).allMatch(prefix -> ids.stream().anyMatch(id -> id.startsWith(prefix)));
        assertThat(kafka.openTransactions()).isEmpty();
    }
}
