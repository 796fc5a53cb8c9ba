package io.exactlyonce.operator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.Fate;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A transaction whose producer is gone is committed by somebody else, at every level of the
 * feature.
 */
class PendingCommitTest {
    private static final String TOPIC = "results";

    @TempDir static Path folder;
    private static RealBroker broker;
    private static KafkaBrokers brokers;
    private static Policy policy;

    @BeforeAll
    static void start() {
        broker = RealBroker.start(folder, Map.of());
        broker.create(TOPIC, 12);
        brokers = Brokers.of(Brokers.NO_SECRETS, Brokers.PACE);
        policy = Brokers.policy(broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        brokers.close();
        broker.close();
    }

    private static void level(int transactionVersion) {
        RealBroker.done(
                broker.admin()
                        .updateFeatures(
                                Map.of(
                                        "transaction.version",
                                        new FeatureUpdate(
                                                (short) transactionVersion,
                                                transactionVersion == 2
                                                        ? FeatureUpdate.UpgradeType.UPGRADE
                                                        : FeatureUpdate.UpgradeType
                                                                .SAFE_DOWNGRADE)),
                                new UpdateFeaturesOptions())
                        .all());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1, 0})
    void committedRecordsBecomeVisibleAndASecondCommitIsHarmless(int transactionVersion) {
        if (transactionVersion != 2) {
            level(transactionVersion);
        }
        PartitionName partition = new PartitionName(TOPIC, transactionVersion);
        Committable pending = broker.pending("eo1.shop.tv" + transactionVersion, partition);
        assertThat(broker.committed(partition)).isEmpty();

        TransactionDescription first = brokers.commit(policy, pending);
        TransactionDescription second = brokers.commit(policy, pending);

        assertThat(broker.committed(partition)).containsExactly(pending.transactionalId());
        assertThat(first.state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(first.producerId()).isEqualTo(pending.producerId());
        assertThat(first.epoch()).isEqualTo(pending.epoch());
        assertThat(second).isEqualTo(first);
        if (transactionVersion == 0) {
            level(2);
        }
    }

    /** Why nothing is concluded from an id that was used again, with any version. */
    @ParameterizedTest
    @ValueSource(ints = {2, 1, 0})
    void whatWasGivenUpLooksLikeWhatWasCommittedOnceItsIdIsUsedAgain(int transactionVersion) {
        if (transactionVersion != 2) {
            level(transactionVersion);
        }
        PartitionName partition = new PartitionName(TOPIC, 8 + transactionVersion);
        String id = "eo1.shop.given-up" + transactionVersion;
        KafkaProducer<byte[], byte[]> producer = broker.begin(id, TOPIC, partition.partition());
        Committable pending =
                new Committable(
                        id,
                        broker.described(id).producerId(),
                        broker.described(id).producerEpoch());

        producer.abortTransaction();
        if (transactionVersion == 2) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, 11, null, new byte[0]));
            producer.flush();
        } else {
            broker.begin(id, TOPIC, 11);
        }

        TransactionDescription now = brokers.describe(policy, Set.of(id)).get(id);
        assertThat(now.state()).isEqualTo(TransactionState.ONGOING);
        assertThat(now.producerId()).isEqualTo(pending.producerId());
        assertThat(now.epoch()).isEqualTo(pending.epoch() + 1);
        assertThat(Fate.of(pending, now)).isEqualTo(Fate.UNKNOWN);
        assertThat(broker.committed(partition)).isEmpty();
        if (transactionVersion == 0) {
            level(2);
        }
    }

    @Test
    void commitAfterAnAbortReportsTheAbort() {
        PartitionName partition = new PartitionName(TOPIC, 4);
        Committable pending = broker.pending("eo1.shop.aborted", partition);
        broker.begin("eo1.shop.aborted", TOPIC, 5).abortTransaction();

        TransactionDescription after = brokers.commit(policy, pending);

        assertThat(after.state()).isEqualTo(TransactionState.COMPLETE_ABORT);
        assertThat(after.epoch()).isGreaterThan(pending.epoch());
        assertThat(broker.committed(partition)).isEmpty();
    }

    @Test
    void openTransactionOfALaterProducerIsLeftAlone() {
        PartitionName partition = new PartitionName(TOPIC, 6);
        Committable pending = broker.pending("eo1.shop.taken", partition);
        Committable later = broker.pending("eo1.shop.taken", new PartitionName(TOPIC, 7));

        TransactionDescription after = brokers.commit(policy, pending);

        assertThat(after.state()).isEqualTo(TransactionState.ONGOING);
        assertThat(after.epoch()).isEqualTo(later.epoch());
        assertThat(broker.committed(partition)).isEmpty();
    }

    @Test
    void idThatIsForgottenIsDead() {
        TransactionDescription after =
                brokers.commit(policy, new Committable("eo1.shop.forgotten", 4711, 3));

        assertThat(after.state()).isEqualTo(TransactionState.DEAD);
        assertThat(after.timeout()).isEqualTo(Duration.ZERO);
    }
}
