package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.Accounted;
import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.ledger.Stop;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.condition.Situation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.NewestSnapshot;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.upstream.Deployed.Stage;
import io.exactlyonce.operator.plan.upstream.Stopped;
import io.exactlyonce.operator.plan.upstream.Suspension;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a job that does not run has left pending in its newest snapshot: until when it has to be
 * back, what is lost already, and what nobody can tell. Once nothing of it can change any more,
 * because no process is left that could, that is recorded, for this one stop of the job and for no
 * other.
 *
 * @param situation what is known of the deployment
 * @param observation everything that was seen
 */
record StopReview(Situation situation, LedgerObservation observation) {

    /**
     * What follows.
     *
     * @param log with deadline, losses and account
     * @param question the next one, if there is one
     * @param doubt why it is not known that nothing was lost, and what to do; empty if it is
     */
    record Result(TransactionLog log, Optional<Action.Question> question, Optional<String> doubt) {

        private static Result known(TransactionLog log) {
            return new Result(log, Optional.empty(), Optional.empty());
        }

        /** A verdict is good only as far as is known. */
        Verdict over(Verdict clean) {
            return clean.status() != ConditionStatus.TRUE || doubt.isEmpty()
                    ? clean
                    : Verdict.unknown(clean.type(), Reason.TRANSACTIONS_UNDECIDED, doubt.get());
        }
    }

    boolean runs() {
        return situation.running().filter(FlinkObservation::isRunning).isPresent()
                || situation.deployment().status().isJobRunning();
    }

    /** The deadline comes nearer, whoever can be asked; a job that runs again has met it. */
    TransactionLog waiting(TransactionLog log) {
        if (runs()) {
            return log.until(null).accounting(null);
        }
        boolean another = log.accounted() != null && log.accountOf(stop()).isEmpty();
        // That nothing was pending after an earlier stop says nothing of this one.
        Optional<CommitDeadline> known =
                log.deadlineIfAny().filter(it -> it.pending() > 0 || !another);
        return log.accounting(another ? null : log.accounted())
                .until(known.map(it -> deadline(log, it.at(), it.pending())).orElse(null));
    }

    Result result(TransactionLog before) {
        TransactionLog log = waiting(before);
        Optional<Accounted> account = log.accountOf(stop()).filter(Accounted::isFinal);
        if (account.isPresent()) {
            return over(
                    log,
                    account.get().snapshot(),
                    account.get().committed(),
                    account.get().untold());
        }
        Optional<NewestSnapshot> newest = runs() ? Optional.empty() : newest();
        if (newest.isEmpty()) {
            return Result.known(log);
        }
        if (newest.get() instanceof NewestSnapshot.Certain certain) {
            return of(log, certain.path());
        }
        if (newest.get() instanceof NewestSnapshot.None) {
            return over(log, "", 0, 0);
        }
        return new Result(log, Optional.empty(), doubt(newest.get()));
    }

    private Result of(TransactionLog log, String path) {
        PendingReview review =
                new PendingReview(situation.ledger().care().policy(), path, evidence());
        if (review.preflight().isEmpty()) {
            return new Result(log, review.question(), unread(path));
        }
        TransactionLog known = log.losing(review.newLosses(log.losses(), now()));
        if (review.open().isEmpty()) {
            return over(known, path, review.committed(), review.untold());
        }
        return new Result(
                known.until(
                        review.firstExpiry()
                                .map(at -> deadline(log, seconds(at), review.open().size()))
                                .orElse(null)),
                Optional.empty(),
                doubt(path, review.untold()));
    }

    /** Nothing of it can change any more but the time. */
    private Result over(TransactionLog log, String snapshot, int committed, int untold) {
        Optional<Accounted> account =
                stop().map(stop -> account(log, stop, snapshot, committed, untold));
        return new Result(
                log.accounting(account.orElse(null))
                        .until(committed == 0 ? null : forgetting(log).orElse(null)),
                Optional.empty(),
                account.flatMap(this::unrest).or(() -> doubt(snapshot, untold)));
    }

    /** Final once no process can make a newer snapshot than the one that was found. */
    private Accounted account(
            TransactionLog log, Stop stop, String snapshot, int committed, int untold) {
        Optional<Accounted> before = log.accountOf(Optional.of(stop));
        Instant since = before.flatMap(Accounted::sinceIfOpen).orElse(now());
        boolean open =
                before.filter(Accounted::isFinal).isEmpty() && writer().obstacle(since).isPresent();
        return new Accounted(stop, snapshot, committed, untold, open ? since : null);
    }

    private Optional<String> unrest(Accounted account) {
        return account.sinceIfOpen()
                .flatMap(writer()::obstacle)
                .map(why -> StopDoubt.unrest(account.snapshot(), why));
    }

    private LastWriter writer() {
        return new LastWriter(situation, evidence().pods());
    }

    private Optional<String> doubt(String snapshot, int untold) {
        return untold > 0 && isStopped()
                ? Optional.of(StopDoubt.untold(snapshot, untold))
                : Optional.empty();
    }

    private Optional<String> unread(String path) {
        SnapshotContent content = evidence().content(situation.ledger().care().policy(), path);
        if (content instanceof SnapshotContent.Unreadable unreadable) {
            return Optional.of(StopDoubt.unreadable(path, unreadable.reason()));
        }
        return content instanceof SnapshotContent.Missing && isStopped()
                ? Optional.of(StopDoubt.missing(path))
                : Optional.empty();
    }

    private Optional<String> doubt(NewestSnapshot newest) {
        boolean listed = observation.snapshots().stored() instanceof StoredSnapshots.Listed;
        // A job that came to its end has committed: its tasks wait for their last checkpoint.
        if (stage() == Stage.FINISHED || listed && !isStopped()) {
            return Optional.empty();
        }
        return newest instanceof NewestSnapshot.Remembered remembered
                ? Optional.of(StopDoubt.newest(remembered.doubt()))
                : newest instanceof NewestSnapshot.Unknown unknown
                        ? Optional.of(StopDoubt.newest(unknown.reason()))
                        : Optional.empty();
    }

    /** Not between two jobs, where a moment later more is known. */
    private boolean isStopped() {
        return stage() == Stage.SUSPENDED || stage() == Stage.FAILED;
    }

    /** With nothing pending, the job is in time as long as the brokers know its ids (hazard H3). */
    private Optional<CommitDeadline> forgetting(TransactionLog log) {
        if (stage() == Stage.FINISHED) {
            return Optional.empty();
        }
        Instant since =
                log.deadlineIfAny()
                        .map(CommitDeadline::since)
                        .or(
                                () ->
                                        lastWithJob()
                                                .flatMap(
                                                        it ->
                                                                Optional.ofNullable(
                                                                        it.times().ended())))
                        .orElse(now());
        return situation.policy() instanceof PolicyLookup.Found found
                ? found.contract().brokers().stream()
                        .flatMap(broker -> broker.idExpirationIfKnown().stream())
                        .min(Duration::compareTo)
                        .map(after -> deadline(log, since.plus(after), 0))
                        .or(() -> log.deadlineIfAny().filter(it -> it.pending() == 0))
                : log.deadlineIfAny().filter(it -> it.pending() == 0);
    }

    private CommitDeadline deadline(TransactionLog log, Instant at, int pending) {
        return CommitDeadline.seen(log.deadlineIfAny(), at, pending, now());
    }

    /** While upstream is about to deploy, the one before has the snapshots. */
    private Optional<RevisionRecord> lastWithJob() {
        return situation
                .current()
                .filter(record -> !record.jobId().isEmpty())
                .or(
                        () ->
                                situation.ledger().history().revisions().stream()
                                        .filter(record -> !record.jobId().isEmpty())
                                        .reduce((older, newer) -> newer));
    }

    /** Empty if there never was a job. */
    private Optional<NewestSnapshot> newest() {
        return Suspension.savepoint(situation.deployment())
                .<NewestSnapshot>map(NewestSnapshot.Certain::new)
                .or(
                        () ->
                                lastWithJob()
                                        .map(
                                                record ->
                                                        NewestSnapshot.of(
                                                                record,
                                                                situation.running(),
                                                                stored(record.jobId()))));
    }

    /** Asked for were the jobs that were known before this look, and the one upstream tells of. */
    private StoredSnapshots stored(String jobId) {
        boolean asked =
                situation.deployment().status().jobId().filter(jobId::equals).isPresent()
                        || observation.ledgers().stream()
                                .flatMap(ledger -> ledger.history().revisions().stream())
                                .anyMatch(record -> record.jobId().equals(jobId));
        return asked
                ? observation.snapshots().stored()
                : new StoredSnapshots.NotListed(
                        "job " + jobId + " was not known yet when the storage was listed");
    }

    private Stage stage() {
        return situation.deployed().stage();
    }

    private Optional<Stop> stop() {
        return Stopped.of(situation.deployment());
    }

    private TransactionEvidence evidence() {
        return observation.transactions();
    }

    private Instant now() {
        return situation.now();
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
