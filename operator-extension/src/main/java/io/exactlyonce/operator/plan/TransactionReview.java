package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.Care;
import io.exactlyonce.operator.ledger.CommitDeadline;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.ledger.TransactionLog.SeenInEffect;
import io.exactlyonce.operator.plan.TransactionEvidence.Silent;
import io.exactlyonce.operator.plan.TransactionEvidence.Told;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.Transactions.OrphanHandling;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.Claim;
import io.exactlyonce.operator.transaction.Heir;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Sweep;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The transactions of a deployment that is there: which are open and whose, which to fence, what
 * its newest snapshot holds pending while it does not run, and whether the brokers see the prefix
 * of the running revision.
 *
 * @param situation what is known of the deployment
 * @param observation everything that was seen
 */
record TransactionReview(Situation situation, LedgerObservation observation) {

    /**
     * What follows.
     *
     * @param ledger with its log of transactions
     * @param clean the condition TransactionsClean
     * @param effect what the brokers see of the running revision
     * @param actions questions, or what is to be done
     */
    record Result(Ledger ledger, Verdict clean, PrefixAtBrokers effect, List<Action> actions) {}

    Result result() {
        Ledger ledger = situation.ledger().with(care());
        String policy = ledger.care().policy();
        TransactionEvidence.Brokers brokers = evidence().of(policy).orElse(null);
        if (brokers == null) {
            return silent(ledger, TransactionsVerdict.notAsked());
        }
        if (brokers instanceof Told told) {
            return judged(ledger, told);
        }
        return brokers instanceof Silent silent
                ? silent(ledger, TransactionsVerdict.silent(silent))
                : silent(ledger, TransactionsVerdict.asBefore(ledger));
    }

    /** What was seen of a revision once stays true while nobody answers. */
    private Result silent(Ledger ledger, Verdict verdict) {
        PrefixAtBrokers known =
                PrefixAtBrokers.of(situation, ledger.transactions(), List.of(), evidence());
        return new Result(
                ledger.with(waiting(ledger.transactions())),
                verdict,
                known.isSeen() ? known : PrefixAtBrokers.UNKNOWN,
                List.of());
    }

    /** The deadline comes nearer, whoever can be asked; a job that runs again has met it. */
    private TransactionLog waiting(TransactionLog log) {
        return runs()
                ? log.until(null)
                : log.until(
                        log.deadlineIfAny()
                                .map(it -> deadline(log, it.at(), it.pending()))
                                .orElse(null));
    }

    private boolean runs() {
        return situation.running().filter(FlinkObservation::isRunning).isPresent()
                || situation.deployment().status().isJobRunning();
    }

    private Result judged(Ledger ledger, Told told) {
        Heir heir = new HeirFinder(situation, evidence().pods()).find();
        Optional<String> newest = newestOfLive();
        if (heir instanceof Heir.Running running && newest.isEmpty()) {
            heir = new Heir.Unclear(running.revision(), "its newest checkpoint is not known");
        }
        Claims claims = new Claims(ledger, evidence());
        Set<Claim> restorable = claims.ofStarts();
        newest.map(claims::own).ifPresent(restorable::add);
        List<Action> actions = new ArrayList<>();
        Abandoned abandoned = Abandoned.of(situation, ledger, heir, told.open(), evidence());
        abandoned.question().ifPresent(actions::add);
        abandoned.path().map(claims::own).ifPresent(restorable::add);
        Sweep sweep = new Sweep(ledger, abandoned.heir(), restorable, evidence().contents());
        List<Judged> judged = sweep.judge(told.open());
        Claims.ask(sweep.questions(told.open()), actions);
        List<OpenTransaction> orphans = mayFence() ? orphans(judged) : List.of();
        Endings ends =
                new Endings(ledger.transactions(), told.open(), evidence().described(), now());
        ends.question(ledger.care().policy()).ifPresent(actions::add);
        Endings.Result endings = ends.with(orphans, mayFence() ? abandoned.pending() : List.of());
        TransactionLog log = pending(endings.log().listing(OpenGroups.of(judged, now())), actions);
        PrefixAtBrokers effect = PrefixAtBrokers.of(situation, log, told.open(), evidence());
        effect.question(ledger.care().policy()).ifPresent(actions::add);
        if (effect.isSeen()) {
            log = log.seeing(new SeenInEffect(effect.revision(), seenSince(log, effect)));
        }
        actions.addAll(endings.deeds(ledger.care().policy()));
        Ledger next = ledger.with(stalls(ledger, judged).in(log));
        Verdict clean =
                new TransactionsVerdict(next, situation, observation.ledgers(), judged, told.open())
                        .decide();
        return new Result(
                next, withUnread(clean, next.transactions()), effect, List.copyOf(actions));
    }

    /** What a job that does not run holds pending is no less unknown because nothing is open. */
    private Verdict withUnread(Verdict clean, TransactionLog log) {
        boolean settled = log.deadlineIfAny().filter(it -> it.pending() == 0).isPresent();
        if (runs() || settled || lastWithJob().isEmpty()) {
            return clean;
        }
        Optional<String> path = newestOfStopped();
        if (path.isPresent()) {
            String policy = situation.ledger().care().policy();
            return evidence().content(policy, path.get()) instanceof SnapshotContent.Unreadable it
                    ? TransactionsVerdict.unread(clean, path.get(), it.reason())
                    : clean;
        }
        return observation.snapshots().stored() instanceof StoredSnapshots.NotListed it
                ? TransactionsVerdict.unread(clean, "its newest snapshot", it.reason())
                : clean;
    }

    private StallReview stalls(Ledger ledger, List<Judged> judged) {
        return new StallReview(
                ledger,
                judged,
                observation.ledgers().stream()
                        .map(it -> it.identity().incarnation())
                        .collect(Collectors.toSet()),
                evidence(),
                mayFence(),
                now());
    }

    private Instant seenSince(TransactionLog log, PrefixAtBrokers effect) {
        return log.seenIfAny()
                .filter(seen -> seen.revision() == effect.revision())
                .map(SeenInEffect::at)
                .orElse(now());
    }

    private static List<OpenTransaction> orphans(Collection<Judged> judged) {
        return judged.stream()
                .filter(one -> one.standing().kind() == StandingKind.ORPHAN)
                .map(Judged::transaction)
                .toList();
    }

    private boolean mayFence() {
        return policy().filter(it -> it.transactions().orphans() == OrphanHandling.FENCE)
                        .isPresent()
                && situation.ledger().phase() instanceof Phase.Active
                && !Request.of(situation.deployment()).paused();
    }

    /** Of a deployment that does not run: until when it must be back, and what is lost already. */
    private TransactionLog pending(TransactionLog log, List<Action> actions) {
        if (runs()) {
            return log.until(null);
        }
        // With nothing left to commit nothing can change any more but the time.
        boolean settled = log.deadlineIfAny().filter(it -> it.pending() == 0).isPresent();
        Optional<String> path = settled ? Optional.empty() : newestOfStopped();
        if (path.isEmpty()) {
            return waiting(log);
        }
        PendingReview review =
                new PendingReview(situation.ledger().care().policy(), path.get(), evidence());
        review.question().ifPresent(actions::add);
        if (review.preflight().isEmpty()) {
            return waiting(log);
        }
        TransactionLog known = log.losing(review.newLosses(log.losses(), now()));
        return known.until(
                review.firstExpiry()
                        .map(at -> deadline(log, seconds(at), review.open().size()))
                        .or(() -> review.isAllDone() ? forgetting(log) : Optional.empty())
                        .orElse(null));
    }

    /** With nothing pending, the job is in time as long as the brokers know its ids (hazard H3). */
    private Optional<CommitDeadline> forgetting(TransactionLog log) {
        if (situation.deployed().stage() == Deployed.Stage.FINISHED) {
            return Optional.empty();
        }
        Instant since = log.deadlineIfAny().map(CommitDeadline::since).orElse(now());
        return situation.policy() instanceof PolicyLookup.Found found
                ? found.contract().brokers().stream()
                        .flatMap(broker -> broker.idExpirationIfKnown().stream())
                        .min(Duration::compareTo)
                        .map(after -> deadline(log, since.plus(after), 0))
                : Optional.empty();
    }

    private CommitDeadline deadline(TransactionLog log, Instant at, int pending) {
        return CommitDeadline.seen(log.deadlineIfAny(), at, pending, now());
    }

    private Optional<String> newestOfLive() {
        return situation
                .verified()
                .flatMap(job -> job.latestCompleted().or(job::restored))
                .map(Snapshot::path)
                .filter(path -> !path.isEmpty());
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

    private Optional<String> newestOfStopped() {
        Optional<String> stop =
                situation.deployed().stage() == Deployed.Stage.SUSPENDED
                        ? situation.deployment().status().upgradeSavepointPath()
                        : Optional.empty();
        Optional<String> savepoint =
                stop.filter(path -> !path.equals(Deployed.LAST_STATE) && !path.isEmpty());
        return savepoint.or(
                () ->
                        lastWithJob()
                                .map(
                                        record ->
                                                NewestSnapshot.of(
                                                        record,
                                                        situation.running(),
                                                        observation.snapshots().stored()))
                                .filter(NewestSnapshot.Certain.class::isInstance)
                                .map(it -> ((NewestSnapshot.Certain) it).path()));
    }

    /** What is needed once the deployment is gone; what is not known now stays as it was. */
    private Care care() {
        Care before = situation.ledger().care();
        return new Care(
                situation.deployment().policyName().orElse(before.policy()),
                CheckpointDirectory.of(situation.deployment())
                        .orElse(before.checkpointDirectory()));
    }

    private Optional<Policy> policy() {
        return situation.policy() instanceof PolicyLookup.Found found
                ? found.valid()
                : Optional.empty();
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
