package io.exactlyonce.job.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.TransactionFinished;
import org.apache.flink.connector.kafka.sink.internal.WritableBackchannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits with the connector's committer, but lets no failed commit pass as if nothing had
 * happened.
 *
 * <p>A <em>recovered</em> commit comes from the restored checkpoint, without the producer that
 * wrote it. Usually it was made before the failure, and a broker with {@code transaction.version} 2
 * refuses the repetition in the same words as the commit of an aborted transaction. So the brokers
 * are asked first, and the connector gets only what is open. What can be committed is committed
 * before anything stops the job: it grows older while the job stands.
 *
 * <p>A commit of a running job that is refused always fails the job: the restored checkpoint makes
 * it a recovered one, and then it is judged as above.
 *
 * <p>Where the committer is not chained to its writer, every commit comes without a producer and is
 * treated as a recovered one, at the price of one question per checkpoint.
 */
final class LoudCommitter implements Committer<KafkaCommittable> {
    private static final Logger LOG = LoggerFactory.getLogger(LoudCommitter.class);

    private final Committer<KafkaCommittable> connector;
    private final WritableBackchannel<TransactionFinished> writer;
    private final TransactionsPort brokers;
    private final CommitRules rules;
    private final CommitCounters counters;
    private final long restored;

    /**
     * @param writer told of every commit that the connector's committer does not get to see: the
     *     writer keeps the transaction in its state until it hears of it
     * @param restored id of the checkpoint that the job started from; negative if none
     */
    LoudCommitter(
            Committer<KafkaCommittable> connector,
            WritableBackchannel<TransactionFinished> writer,
            TransactionsPort brokers,
            CommitRules rules,
            CommitCounters counters,
            long restored) {
        this.connector = connector;
        this.writer = writer;
        this.brokers = brokers;
        this.rules = rules;
        this.counters = counters;
        this.restored = restored;
    }

    @Override
    public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
            throws IOException, InterruptedException {
        List<CommitFinding> findings = new ArrayList<>();
        List<ObservedRequest> open = new ArrayList<>();
        Map<String, TransactionAnswer> answers = ask(requests);
        for (CommitRequest<KafkaCommittable> request : requests) {
            if (!isRecovered(request) || settle(request, answers, findings)) {
                open.add(new ObservedRequest(request));
            }
        }
        Exception failure = connectorCommits(open);
        for (ObservedRequest observed : open) {
            judge(observed, failure == null, findings);
        }
        finish(findings, failure);
    }

    private static boolean isRecovered(CommitRequest<KafkaCommittable> request) {
        return request.getCommittable().getProducer().isEmpty();
    }

    private Map<String, TransactionAnswer> ask(
            Collection<? extends CommitRequest<KafkaCommittable>> requests)
            throws InterruptedException {
        Set<String> ids =
                requests.stream()
                        .filter(LoudCommitter::isRecovered)
                        .map(request -> request.getCommittable().getTransactionalId())
                        .collect(Collectors.toSet());
        return ids.isEmpty() ? Map.of() : brokers.ask(ids);
    }

    /** Returns true for a recovered commit that is still to be made; all others are dealt with. */
    private boolean settle(
            CommitRequest<KafkaCommittable> request,
            Map<String, TransactionAnswer> answers,
            List<CommitFinding> findings) {
        PendingCommit pending = pending(request);
        String id = pending.transactionalId();
        CommitDecision decision =
                rules.decide(pending, Objects.requireNonNull(answers.get(id)), restored);
        if (decision instanceof CommitDecision.AlreadyCommitted) {
            counters.alreadyCommitted().inc();
            LOG.info("Already committed before the restore: {}", id);
            request.signalAlreadyCommitted();
            writer.send(TransactionFinished.successful(id));
        } else if (decision instanceof CommitDecision.AskAgain again) {
            LOG.warn("The brokers do not say what became of {}: {}", id, again.reason());
            request.retryLater();
        } else if (decision instanceof CommitDecision.GoOn goOn) {
            goOn(request, goOn);
        } else if (decision instanceof CommitDecision.Stop stop) {
            counters.count(stop.finding());
            findings.add(stop.finding());
        }
        return decision instanceof CommitDecision.Commit;
    }

    private void goOn(CommitRequest<KafkaCommittable> request, CommitDecision.GoOn goOn) {
        CommitFinding finding = goOn.finding();
        counters.count(finding);
        if (goOn.accepted()) {
            counters.accepted().inc();
        }
        LOG.error(
                "{} The job goes on without it, as {}.",
                finding.observed(),
                goOn.accepted()
                        ? "its configuration accepts this loss"
                        : "its configuration says for commits of which nothing is known");
        request.signalFailedWithKnownReason(new CommitFailedException(List.of(finding)));
        writer.send(TransactionFinished.erroneously(finding.pending().transactionalId()));
    }

    private @Nullable Exception connectorCommits(List<ObservedRequest> open)
            throws InterruptedException {
        try {
            connector.commit(List.copyOf(open));
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }

    /**
     * @param complete whether the connector came to the end of its list
     */
    private void judge(ObservedRequest observed, boolean complete, List<CommitFinding> findings)
            throws InterruptedException {
        Throwable refusal = observed.failure();
        boolean recovered = isRecovered(observed);
        if (refusal == null) {
            if (recovered && complete && observed.isCommitted()) {
                counters.recovered().inc();
            }
            return;
        }
        PendingCommit pending = pending(observed);
        Map<String, TransactionAnswer> answers = brokers.ask(Set.of(pending.transactionalId()));
        if (!recovered) {
            CommitFinding fenced =
                    new CommitFinding(
                            CommitCode.COMMIT_FENCED,
                            pending,
                            answers.get(pending.transactionalId()) + " (" + refusal + ")",
                            -1);
            counters.count(fenced);
            findings.add(fenced);
        } else if (settle(observed.request(), answers, findings)) {
            LOG.warn("Refused although open, will be tried again: {}", pending, refusal);
            observed.request().retryLater();
        }
    }

    private static void finish(List<CommitFinding> findings, @Nullable Exception failure)
            throws IOException {
        if (!findings.isEmpty()) {
            CommitFailedException stop = new CommitFailedException(findings);
            if (failure != null) {
                stop.addSuppressed(failure);
            }
            throw stop;
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }

    private static PendingCommit pending(CommitRequest<KafkaCommittable> request) {
        KafkaCommittable committable = request.getCommittable();
        return new PendingCommit(
                committable.getTransactionalId(),
                committable.getProducerId(),
                committable.getEpoch());
    }

    @Override
    public void close() throws Exception {
        connector.close();
    }
}
