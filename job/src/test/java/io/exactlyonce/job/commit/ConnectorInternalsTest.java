package io.exactlyonce.job.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.ExactlyOnce;
import io.exactlyonce.job.config.UnknownCommit;
import io.exactlyonce.job.kafka.OutputSchema;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.internal.BackchannelFactory;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.flink.connector.kafka.sink.internal.ReadableBackchannel;
import org.apache.flink.connector.kafka.sink.internal.TransactionFinished;
import org.apache.flink.connector.kafka.sink.internal.TransactionalIdFactory;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link LoudKafkaSink} rests on inside the connector. A new version has to keep it. */
class ConnectorInternalsTest {
    private static final Properties CLIENT = client();

    private final KafkaSink<String> connector =
            KafkaSink.<String>builder()
                    .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .setBootstrapServers("127.0.0.1:1")
                    .setTransactionalIdPrefix("internals.")
                    .setRecordSerializer(
                            KafkaRecordSerializationSchema.builder()
                                    .setTopic("t")
                                    .setValueSerializationSchema(new SimpleStringSchema())
                                    .build())
                    .build();
    private final LoudKafkaSink<String> loud =
            LoudKafkaSink.around(
                    connector, CLIENT, new CommitRules(false, UnknownCommit.CONTINUE, List.of()));

    @Test
    void theLibrarysSinkIsLoud() {
        Configuration flink = new Configuration();
        flink.setString("exactly-once.kafka.bootstrap-servers", "127.0.0.1:1");
        flink.setString("exactly-once.sink.transactional-id-prefix", "eo1.a.r000001.");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(flink);

        assertThat(ExactlyOnce.of(environment).sink("out", new OutputSchema()))
                .isInstanceOf(LoudKafkaSink.class);
    }

    /** Flink looks at the interfaces of a sink: one that is left out is a part left out. */
    @Test
    void theWrapperIsEverythingThatTheSinkIs() {
        assertThat(LoudKafkaSink.class.getInterfaces())
                .containsExactlyInAnyOrder(KafkaSink.class.getInterfaces());
        assertThat(KafkaSink.class.getSuperclass()).isEqualTo(Object.class);
    }

    @Test
    void stateIsReadAndWrittenByTheConnectorsOwnSerializers() throws Exception {
        SimpleVersionedSerializer<KafkaCommittable> serializer = loud.getCommittableSerializer();
        byte[] stored = serializer.serialize(new KafkaCommittable(7, (short) 3, "a-0-17", null));

        assertThat(serializer).hasSameClassAs(connector.getCommittableSerializer());
        assertThat(loud.getWriterStateSerializer())
                .hasSameClassAs(connector.getWriterStateSerializer());
        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(HexFormat.of().formatHex(stored))
                .isEqualTo("0003" + "0000000000000007" + "0006" + "612d302d3137");
    }

    /** By that a recovered commit is known. */
    @Test
    void aCommittableFromStateHasNoProducer() throws Exception {
        SimpleVersionedSerializer<KafkaCommittable> serializer = loud.getCommittableSerializer();
        byte[] stored = serializer.serialize(new KafkaCommittable(7, (short) 3, "a-0-17", null));

        assertThat(serializer.deserialize(1, stored).getProducer()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                dropped(() -> new ProducerFencedException("planned")),
                dropped(() -> new InvalidTxnStateException("planned")),
                dropped(() -> new UnknownProducerIdException("planned")),
                Arguments.of(
                        (Supplier<RuntimeException>) () -> new TimeoutException("planned"),
                        "retry",
                        List.of()),
                Arguments.of(
                        (Supplier<RuntimeException>)
                                () -> new InvalidPidMappingException("planned"),
                        "failed for an unknown reason",
                        List.of()));
    }

    private static Arguments dropped(Supplier<RuntimeException> refusal) {
        return Arguments.of(refusal, "failed", List.of(TransactionFinished.erroneously("a-0-17")));
    }

    /** The signal for a known reason is the one that {@link ObservedRequest} keeps from Flink. */
    @ParameterizedTest
    @MethodSource("refusals")
    void theConnectorSignalsARefusedCommitInThisWay(
            Supplier<RuntimeException> refusal, String signal, List<TransactionFinished> told)
            throws Exception {
        FakeRequest request = FakeRequest.recovered("a-0-17", 7);
        try (ReadableBackchannel<TransactionFinished> writer =
                        BackchannelFactory.getInstance()
                                .getReadableBackchannel(0, 0, "internals.");
                KafkaCommitter committer =
                        new KafkaCommitter(
                                CLIENT,
                                "internals.",
                                0,
                                0,
                                false,
                                (properties, id) -> new Refused(properties, id, refusal))) {
            try {
                committer.commit(List.of(request));
            } catch (IllegalStateException e) {
                assertThat(signal).isEqualTo("failed for an unknown reason");
            }

            assertThat(request.signals()).containsExactly(signal);
            assertThat(committer.getBackchannel().isEstablished()).isTrue();
            assertThat(Stream.iterate(writer.poll(), m -> m != null, m -> writer.poll()))
                    .containsExactlyElementsOf(told);
        }
    }

    /** The advice in a message cuts the subtask and the number off. */
    @Test
    void anIdEndsInSubtaskAndNumber() {
        String id = TransactionalIdFactory.buildTransactionalId("eo1.a.r000001.out.", 3, 17);
        CommitFinding finding =
                new CommitFinding(
                        CommitCode.COMMIT_LOST, new PendingCommit(id, 7, 0), "an abort", 17);

        assertThat(finding.toString())
                .contains("'eo1.a.r000001.out.-3-17@17'", "'eo1.a.r000001.out.-*@17'");
    }

    private static Properties client() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "127.0.0.1:1");
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        return properties;
    }

    /** A producer whose commits end as a test says. */
    private static final class Refused extends FlinkKafkaInternalProducer<byte[], byte[]> {
        private final Supplier<RuntimeException> refusal;

        Refused(Properties properties, String id, Supplier<RuntimeException> refusal) {
            super(properties, id);
            this.refusal = refusal;
        }

        @Override
        public void commitTransaction() {
            throw refusal.get();
        }
    }
}
