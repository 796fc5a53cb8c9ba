package io.exactlyonce.examples;

import java.util.Locale;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Without the library: one record out for every record in. */
public final class PlainJob {
    private PlainJob() {}

    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        define(environment);
        environment.execute("orders");
    }

    static void define(StreamExecutionEnvironment environment) {
        Injected injected = Injected.of(environment.getConfiguration());
        environment
                .fromSource(source(injected), WatermarkStrategy.noWatermarks(), "orders")
                .uid("orders")
                .map(order -> new Order(order.origin(), order.text().toUpperCase(Locale.ROOT)))
                .uid("upper-case")
                .sinkTo(sink(injected, "results", new Order.Writer("results")))
                .uid("sink-results");
    }

    private static KafkaSource<Order> source(Injected injected) {
        return KafkaSource.<Order>builder()
                .setBootstrapServers(injected.bootstrapServers())
                .setTopics("orders")
                .setGroupId("orders-job")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("isolation.level", "read_committed")
                .setDeserializer(new Order.Reader())
                .build();
    }

    private static KafkaSink<Order> sink(Injected injected, String name, Order.Writer writer) {
        return KafkaSink.<Order>builder()
                .setBootstrapServers(injected.bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(injected.prefixOf(name))
                .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                .setProperty(
                        "transaction.timeout.ms",
                        String.valueOf(injected.transactionTimeout().toMillis()))
                .setRecordSerializer(writer)
                .build();
    }
}
