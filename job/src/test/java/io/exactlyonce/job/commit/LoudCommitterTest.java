package io.exactlyonce.job.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.job.commit.TransactionAnswer.Described;
import io.exactlyonce.job.config.AcceptedLoss;
import io.exactlyonce.job.config.UnknownCommit;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.TransactionFinished;
import org.apache.flink.connector.kafka.sink.internal.WritableBackchannel;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The committer between a connector that commits what it gets, and brokers that say what a test
 * says.
 */
class LoudCommitterTest {
    private static final String ID = "eo1.ns.job.abcdefgh.r000001.out.-0-17";
    private static final TransactionAnswer OPEN =
            new Described(TransactionState.ONGOING, 7, 0, true);
    private static final TransactionAnswer COMMITTED =
            new Described(TransactionState.COMPLETE_COMMIT, 7, 1, true);
    private static final TransactionAnswer ABORTED =
            new Described(TransactionState.COMPLETE_ABORT, 7, 1, true);
    private static final TransactionAnswer TAKEN_OVER =
            new Described(TransactionState.EMPTY, 7, 2, true);

    private final Map<String, Deque<TransactionAnswer>> answers = new HashMap<>();
    private final List<TransactionFinished> toldWriter = new ArrayList<>();
    private final CommitCounters counters =
            new CommitCounters(
                    new SimpleCounter(),
                    new SimpleCounter(),
                    new SimpleCounter(),
                    new SimpleCounter(),
                    new SimpleCounter(),
                    new SimpleCounter());
    private CommitRules rules = new CommitRules(false, UnknownCommit.CONTINUE, List.of());
    private FakeConnector connector = new FakeConnector(request -> {});

    @Test
    void whatIsOpenIsCommittedByTheConnector() throws Exception {
        FakeRequest request = recovered(ID, OPEN);

        commit(request);

        assertThat(connector.got()).containsExactly(ID);
        assertThat(request.signals()).isEmpty();
        assertThat(counters.recovered().getCount()).isEqualTo(1);
    }

    /** It would be refused there, and logged as a loss. */
    @Test
    void whatWasCommittedBeforeNeverReachesTheConnector() throws Exception {
        FakeRequest request = recovered(ID, COMMITTED);

        commit(request);

        assertThat(connector.got()).isEmpty();
        assertThat(request.signals()).containsExactly("already committed");
        assertThat(toldWriter).containsExactly(TransactionFinished.successful(ID));
        assertThat(counters.alreadyCommitted().getCount()).isEqualTo(1);
    }

    @Test
    void aLossStopsTheJobAfterEverythingElseWasCommitted() {
        FakeRequest lost = recovered(ID, ABORTED);
        FakeRequest open = recovered("other", OPEN);

        assertThatThrownBy(() -> commit(lost, open))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("COMMIT_LOST transaction " + ID)
                .hasMessageContaining("producer 7, epoch 0, pending in checkpoint 17")
                .hasMessageContaining("CompleteAbort with producer 7, epoch 1")
                .hasMessageContaining("exactly-once.accept-lost-commits: '" + ID + "@17'")
                .hasMessageContaining("'eo1.ns.job.abcdefgh.r000001.out.-*@17'");
        assertThat(connector.got()).containsExactly("other");
        assertThat(lost.signals()).isEmpty();
        assertThat(counters.lost().getCount()).isEqualTo(1);
    }

    @Test
    void anAcceptedLossIsLeftOutAndCounted() throws Exception {
        rules = accepting(new AcceptedLoss("eo1.ns.job.abcdefgh.r000001.out.-*", 17));
        FakeRequest lost = recovered(ID, ABORTED);

        commit(lost);

        assertThat(lost.signals()).containsExactly("failed");
        assertThat(toldWriter).containsExactly(TransactionFinished.erroneously(ID));
        assertThat(counters.lost().getCount()).isEqualTo(1);
        assertThat(counters.accepted().getCount()).isEqualTo(1);
    }

    @Test
    void anAcceptanceOfAnotherCheckpointIsNone() {
        rules = accepting(new AcceptedLoss(ID, 16));

        assertThatThrownBy(() -> commit(recovered(ID, ABORTED)))
                .isInstanceOf(CommitFailedException.class);
    }

    @Test
    void anAcceptanceDropsNothingThatCanBeCommitted() throws Exception {
        rules = accepting(new AcceptedLoss(ID, 17));

        commit(recovered(ID, OPEN));

        assertThat(connector.got()).containsExactly(ID);
        assertThat(counters.accepted().getCount()).isZero();
    }

    @Test
    void noAnswerDecidesNothing() throws Exception {
        FakeRequest request = recovered(ID, new TransactionAnswer.NoAnswer("timeout"));

        commit(request);

        assertThat(request.signals()).containsExactly("retry");
        assertThat(connector.got()).isEmpty();
    }

    @Test
    void anIdThatTheBrokersForgotStopsTheJob() {
        assertThatThrownBy(() -> commit(recovered(ID, new TransactionAnswer.NotFound())))
                .hasMessageContaining("COMMIT_ID_NOT_FOUND")
                .hasMessageContaining("transactional.id.expiration.ms")
                .hasMessageContaining(ID + "@17");
        assertThat(counters.unknown().getCount()).isEqualTo(1);
    }

    @Test
    void aQuestionThatIsNotAllowedStopsTheJob() {
        assertThatThrownBy(() -> commit(recovered(ID, new TransactionAnswer.Refused("no"))))
                .hasMessageContaining("COMMIT_NOT_AUTHORIZED")
                .hasMessageContaining("WRITE on TransactionalId");
    }

    @Test
    void anIdThatWasTakenOverStopsTheJobWhereIdsAreNotReused() {
        assertThatThrownBy(() -> commit(recovered(ID, TAKEN_OVER)))
                .hasMessageContaining("COMMIT_UNKNOWN")
                .hasMessageContaining("Empty with producer 7, epoch 2");
    }

    @ParameterizedTest
    @EnumSource
    void theConfigurationDecidesAboutAReusedId(UnknownCommit onUnknown) throws Exception {
        rules = new CommitRules(true, onUnknown, List.of());
        FakeRequest request = recovered(ID, TAKEN_OVER);

        if (onUnknown == UnknownCommit.CONTINUE) {
            commit(request);
            assertThat(request.signals()).containsExactly("failed");
        } else {
            assertThatThrownBy(() -> commit(request)).hasMessageContaining("COMMIT_UNKNOWN");
        }
        assertThat(counters.unknown().getCount()).isEqualTo(1);
        assertThat(counters.accepted().getCount()).isZero();
    }

    /** Another attempt committed between the question and the commit. */
    @Test
    void aRecoveredCommitThatIsRefusedIsAskedForAgain() throws Exception {
        FakeRequest request = recovered(ID, OPEN, COMMITTED);
        connector = new FakeConnector(LoudCommitterTest::refuse);

        commit(request);

        assertThat(request.signals()).containsExactly("already committed");
        assertThat(counters.recovered().getCount()).isZero();
    }

    @Test
    void aRecoveredCommitThatIsRefusedAlthoughOpenIsTriedAgain() throws Exception {
        FakeRequest request = recovered(ID, OPEN, OPEN);
        connector = new FakeConnector(LoudCommitterTest::refuse);

        commit(request);

        assertThat(request.signals()).containsExactly("retry");
    }

    /** Whatever the brokers say: the restart that follows judges it with the checkpoint in hand. */
    @Test
    void aCommitOfARunningJobThatIsRefusedStopsIt() {
        connector = new FakeConnector(LoudCommitterTest::refuse);
        answer(ID, COMMITTED);
        try (FlinkKafkaInternalProducer<byte[], byte[]> producer = producer()) {
            FakeRequest request = new FakeRequest(new KafkaCommittable(7, (short) 0, ID, producer));

            assertThatThrownBy(() -> commit(request))
                    .isInstanceOf(CommitFailedException.class)
                    .hasMessageContaining("COMMIT_FENCED transaction " + ID)
                    .hasMessageContaining("fenced by a test");
            assertThat(request.signals()).isEmpty();
        }
        assertThat(counters.fenced().getCount()).isEqualTo(1);
    }

    @Test
    void aFailureOfTheConnectorDoesNotHideALoss() {
        connector =
                new FakeConnector(
                        request ->
                                request.signalFailedWithUnknownReason(new IOException("broken")));

        assertThatThrownBy(() -> commit(recovered(ID, ABORTED), recovered("other", OPEN)))
                .hasMessageContaining("COMMIT_LOST")
                .satisfies(stop -> assertThat(stop.getSuppressed()).hasSize(1));
        assertThat(counters.recovered().getCount()).isZero();
    }

    private static CommitRules accepting(AcceptedLoss loss) {
        return new CommitRules(false, UnknownCommit.CONTINUE, List.of(loss));
    }

    private static void refuse(Committer.CommitRequest<KafkaCommittable> request) {
        request.signalFailedWithKnownReason(new ProducerFencedException("fenced by a test"));
    }

    private FakeRequest recovered(String id, TransactionAnswer... answersInTurn) {
        answer(id, answersInTurn);
        return FakeRequest.recovered(id, 7);
    }

    private void answer(String id, TransactionAnswer... inTurn) {
        answers.put(id, new ArrayDeque<>(List.of(inTurn)));
    }

    private void commit(FakeRequest... requests) throws IOException, InterruptedException {
        new LoudCommitter(connector, new Writer(), this::ask, rules, counters, 17)
                .commit(List.of(requests));
    }

    private Map<String, TransactionAnswer> ask(Set<String> ids) {
        Map<String, TransactionAnswer> said = new HashMap<>();
        ids.forEach(id -> said.put(id, Objects.requireNonNull(answers.get(id)).removeFirst()));
        return said;
    }

    /** Makes no connection before its first use. */
    private static FlinkKafkaInternalProducer<byte[], byte[]> producer() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "127.0.0.1:1");
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        return new FlinkKafkaInternalProducer<>(properties);
    }

    private final class Writer implements WritableBackchannel<TransactionFinished> {
        @Override
        public void send(TransactionFinished message) {
            toldWriter.add(message);
        }

        @Override
        public boolean isEstablished() {
            return true;
        }

        @Override
        public void close() {}
    }
}
