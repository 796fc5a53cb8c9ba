package io.exactlyonce.job.commit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * Asks with the Admin API (describeTransactions, Kafka 3.0 and newer). It needs DESCRIBE on the id,
 * which WRITE implies. A client lives for one question: questions come with restores only.
 */
final class AdminTransactions implements TransactionsPort {
    private static final String VERSION = "transaction.version";
    private static final int EPOCH_PER_TRANSACTION = 2;

    /** Flink asks ten times more (sink.committer.retries) before the job restarts. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Properties properties;

    /**
     * @param properties those of the sink's producer, so that whoever may write may ask
     */
    AdminTransactions(Properties properties) {
        this(properties, PATIENCE);
    }

    /**
     * @param patience how long one question may take in all
     */
    AdminTransactions(Properties properties, Duration patience) {
        this.properties = new Properties();
        this.properties.putAll(properties);
        this.properties.setProperty(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                String.valueOf(patience.toMillis()));
        this.properties.setProperty(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                String.valueOf(patience.toMillis() / 2));
    }

    @Override
    public Map<String, TransactionAnswer> ask(Set<String> transactionalIds)
            throws InterruptedException {
        Map<String, TransactionAnswer> answers = new HashMap<>();
        try (Admin admin = Admin.create(properties)) {
            DescribeTransactionsResult result = admin.describeTransactions(transactionalIds);
            boolean epochPerTransaction = version(admin) >= EPOCH_PER_TRANSACTION;
            for (String id : transactionalIds) {
                answers.put(id, answer(result.description(id), epochPerTransaction));
            }
        } catch (ExecutionException | KafkaException e) {
            TransactionAnswer failure = failure(e.getCause() == null ? e : e.getCause());
            transactionalIds.forEach(id -> answers.put(id, failure));
        }
        return answers;
    }

    private static int version(Admin admin) throws InterruptedException, ExecutionException {
        FinalizedVersionRange range =
                admin.describeFeatures().featureMetadata().get().finalizedFeatures().get(VERSION);
        return range == null ? 0 : range.maxVersionLevel();
    }

    private static TransactionAnswer answer(
            KafkaFuture<TransactionDescription> future, boolean epochPerTransaction)
            throws InterruptedException {
        try {
            TransactionDescription description = future.get();
            return new TransactionAnswer.Described(
                    description.state(),
                    description.producerId(),
                    description.producerEpoch(),
                    epochPerTransaction);
        } catch (ExecutionException e) {
            return failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private static TransactionAnswer failure(Throwable cause) {
        if (cause instanceof TransactionalIdNotFoundException) {
            return new TransactionAnswer.NotFound();
        }
        return cause instanceof AuthorizationException || cause instanceof AuthenticationException
                ? new TransactionAnswer.Refused(String.valueOf(cause))
                : new TransactionAnswer.NoAnswer(String.valueOf(cause));
    }
}
