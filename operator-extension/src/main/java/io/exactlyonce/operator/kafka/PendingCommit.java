package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.TransactionDescription;
import io.exactlyonce.operator.transaction.TransactionState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.EndTxnResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * Commits one transaction of another producer. The public producer cannot: it would ask for an
 * epoch of its own, which aborts what is to be committed. Flink sets private fields of one; here
 * the one request is sent by the client's own network layer, so that the compiler sees what it is
 * made of.
 *
 * <p>It is the request of producers before {@code transaction.version} 2, as Flink's recovery sends
 * it too. Brokers take it at every level, leave the epoch as it is, and answer a repetition with
 * success; the newer form would raise the epoch, so that the job's own committer, should it come
 * back, would be told that it was fenced.
 */
final class PendingCommit {
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final int CLIENT_REQUESTS = 2;
    private static final Set<TransactionState> UNDER_WAY =
            Set.of(
                    TransactionState.PREPARE_COMMIT,
                    TransactionState.PREPARE_ABORT,
                    TransactionState.PREPARE_EPOCH_FENCE);

    private final BrokerSession session;
    private final Committable committable;
    private final TransactionQuestions questions;
    private final Question question;

    PendingCommit(BrokerSession session, Committable committable) {
        this.session = session;
        this.committable = committable;
        this.questions = new TransactionQuestions(session);
        this.question =
                new Question(
                        "the commit of a transaction",
                        TransactionQuestions.right("WRITE", committable.transactionalId()));
    }

    /** What was asked of whom, and what became of it. */
    private record Attempt(Errors error, @Nullable IOException lost) {}

    /**
     * Commits if the transaction is still open under the same producer, and waits for its end.
     *
     * @return what the id is then
     */
    TransactionDescription commit() {
        long deadline = System.nanoTime() + session.pace().answer().toNanos();
        Attempt last = new Attempt(Errors.NONE, null);
        while (true) {
            TransactionDescription now = described();
            boolean open = now.isOngoing() && isSameProducer(now);
            if (!open && !UNDER_WAY.contains(now.state())) {
                return now;
            }
            if (System.nanoTime() - deadline > 0) {
                throw unfinished(last);
            }
            if (open) {
                last = attempt();
                refuse(last.error());
            }
            session.pause(BETWEEN);
        }
    }

    private TransactionDescription described() {
        String id = committable.transactionalId();
        TransactionDescription found = questions.describe(Set.of(id)).get(id);
        return found != null
                ? found
                : new TransactionDescription(
                        id,
                        TransactionState.DEAD,
                        committable.producerId(),
                        committable.epoch(),
                        Duration.ZERO,
                        null,
                        Set.of());
    }

    private boolean isSameProducer(TransactionDescription now) {
        return now.producerId() == committable.producerId() && now.epoch() == committable.epoch();
    }

    /** What time does not change. */
    private void refuse(Errors error) {
        if (error == Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
                || error == Errors.UNSUPPORTED_VERSION) {
            throw session.failure(question, error.exception());
        }
    }

    private UnavailableException unfinished(Attempt last) {
        if (last.lost() != null) {
            return session.failure(question, last.lost());
        }
        return last.error() == Errors.NONE
                ? new UnavailableException(
                        Reason.BROKER_REQUEST_FAILED,
                        "The brokers have not finished a transaction in time. It is tried again",
                        null)
                : session.failure(question, last.error().exception());
    }

    private Attempt attempt() {
        Node coordinator = coordinator();
        session.alsoSpent(CLIENT_REQUESTS);
        try {
            return new Attempt(end(coordinator), null);
        } catch (IOException e) {
            return new Attempt(Errors.NETWORK_EXCEPTION, e);
        } catch (KafkaException e) {
            throw session.failure(question, e);
        }
    }

    private Node coordinator() {
        String id = committable.transactionalId();
        int node =
                session.ask(
                        question,
                        admin ->
                                admin.describeTransactions(Set.of(id))
                                        .description(id)
                                        .thenApply(
                                                org.apache.kafka.clients.admin
                                                                .TransactionDescription
                                                        ::coordinatorId));
        return session.ask(question, admin -> admin.describeCluster().nodes()).stream()
                .filter(candidate -> candidate.id() == node)
                .findFirst()
                .orElse(Node.noNode());
    }

    private Errors end(Node coordinator) throws IOException {
        if (coordinator.isEmpty()) {
            return Errors.COORDINATOR_NOT_AVAILABLE;
        }
        long wait = session.pace().request().toMillis();
        try (Metrics metrics = new Metrics();
                NetworkClient client = client(coordinator, metrics)) {
            if (!NetworkClientUtils.awaitReady(client, coordinator, Time.SYSTEM, wait)) {
                throw new IOException("not connected in time");
            }
            ClientRequest request =
                    client.newClientRequest(
                            coordinator.idString(),
                            new EndTxnRequest.Builder(data(), false),
                            Time.SYSTEM.milliseconds(),
                            true,
                            (int) wait,
                            null);
            EndTxnResponse response =
                    (EndTxnResponse)
                            NetworkClientUtils.sendAndReceive(client, request, Time.SYSTEM)
                                    .responseBody();
            return response.error();
        }
    }

    private EndTxnRequestData data() {
        return new EndTxnRequestData()
                .setTransactionalId(committable.transactionalId())
                .setProducerId(committable.producerId())
                .setProducerEpoch((short) committable.epoch())
                .setCommitted(true);
    }

    private NetworkClient client(Node coordinator, Metrics metrics) {
        return ClientUtils.createNetworkClient(
                new AdminClientConfig(session.properties()),
                "exactly-once-operator-commit",
                metrics,
                "commit",
                new LogContext(),
                new ApiVersions(),
                Time.SYSTEM,
                1,
                (int) session.pace().request().toMillis(),
                new ManualMetadataUpdater(List.of(coordinator)),
                session.hosts());
    }
}
