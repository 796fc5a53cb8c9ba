package io.exactlyonce.job.fault;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.commit.CommitRules;
import io.exactlyonce.job.commit.LoudKafkaSink;
import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.NamingStrategy;
import io.exactlyonce.job.kafka.ClientProperties;
import io.exactlyonce.job.kafka.KnownTopicsSchema;
import io.exactlyonce.job.kafka.OutputSchema;
import io.exactlyonce.job.record.OutputRecord;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

/** The connector's sink and ours, equal in everything else. */
enum SinkKind {
    STOCK,
    LOUD;

    /**
     * @param transactionTimeout shorter than the start check allows, so that a test need not wait
     *     for minutes
     */
    Sink<OutputRecord> sink(ExactlyOnce exactlyOnce, Duration transactionTimeout) {
        ExactlyOnceConfig config = exactlyOnce.config();
        Properties client = ClientProperties.producer(config);
        client.setProperty("transaction.timeout.ms", String.valueOf(transactionTimeout.toMillis()));
        KafkaSink<OutputRecord> stock =
                KafkaSink.<OutputRecord>builder()
                        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setBootstrapServers(config.kafka().bootstrapServers())
                        .setKafkaProducerConfig(client)
                        .setTransactionalIdPrefix(config.sink().prefix() + "out.")
                        .setTransactionNamingStrategy(
                                TransactionNamingStrategy.valueOf(config.sink().naming().name()))
                        .setRecordSerializer(
                                new KnownTopicsSchema<>(
                                        new OutputSchema(),
                                        Set.of(String.valueOf(config.sink().topic()))))
                        .build();
        if (this == STOCK) {
            return stock;
        }
        CommitRules rules =
                new CommitRules(
                        config.sink().naming() == NamingStrategy.POOLING,
                        config.commit().onUnknown(),
                        config.commit().accepted());
        return LoudKafkaSink.around(stock, client, rules);
    }
}
