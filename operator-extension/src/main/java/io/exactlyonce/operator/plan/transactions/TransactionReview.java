package io.exactlyonce.operator.plan.transactions;

import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.ledger.Care;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.ledger.TransactionLog.SeenInEffect;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.condition.BrokerSight;
import io.exactlyonce.operator.plan.condition.PrefixAtBrokers;
import io.exactlyonce.operator.plan.condition.Situation;
import io.exactlyonce.operator.plan.evidence.CheckpointDirectory;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.Request;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Silent;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Told;
import io.exactlyonce.operator.plan.evidence.Whereabouts;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.Transactions.OrphanHandling;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.transaction.Claim;
import io.exactlyonce.operator.transaction.Heir;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Sweep;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The transactions of a deployment that is there: which are open and whose, which to fence, what
 * its newest snapshot holds pending while it does not run, and whether the brokers see the prefix
 * of the running revision.
 *
 * @param situation what is known of the deployment
 * @param observation everything that was seen
 */
public record TransactionReview(Situation situation, LedgerObservation observation) {

    /**
     * What follows.
     *
     * @param ledger with its log of transactions
     * @param clean the condition TransactionsClean
     * @param effect what the brokers see of the running revision
     * @param actions questions, or what is to be done
     */
    public record Result(
            Ledger ledger, Verdict clean, PrefixAtBrokers effect, List<Action> actions) {}

    public Result result() {
        Ledger ledger = situation.ledger().with(care()).with(handled());
        String policy = ledger.care().policy();
        TransactionEvidence.Brokers brokers = evidence().of(policy).orElse(null);
        if (brokers == null) {
            return silent(ledger, TransactionsVerdict.notAsked());
        }
        if (brokers instanceof Told told) {
            return sight(ledger) instanceof BrokerSight.Same
                    ? judged(ledger, told)
                    : elsewhere(ledger, sight(ledger));
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
                ledger.with(stop().waiting(ledger.transactions())),
                verdict,
                sight(ledger)
                        .obstacle()
                        .map(PrefixAtBrokers::elsewhere)
                        .orElse(known.isSeen() ? known : PrefixAtBrokers.UNKNOWN),
                List.of());
    }

    /** That these brokers list nothing of the job says nothing of it; what was lost stays lost. */
    private Result elsewhere(Ledger ledger, BrokerSight sight) {
        String why = sight.obstacle().orElse("");
        TransactionsVerdict known =
                new TransactionsVerdict(
                        ledger,
                        situation,
                        observation.ledgers(),
                        List.of(),
                        List.of(),
                        restraint());
        return new Result(
                ledger.with(stop().waiting(ledger.transactions())),
                known.lost().orElseGet(() -> TransactionsVerdict.elsewhere(why)),
                PrefixAtBrokers.elsewhere(why),
                List.copyOf(sight.next().stream().toList()));
    }

    private BrokerSight sight(Ledger ledger) {
        return BrokerSight.of(Whereabouts.of(situation.deployment()), policy(), ledger, evidence());
    }

    /** A loss is shown until a later revision has committed: by then somebody has acted. */
    private TransactionLog handled() {
        TransactionLog log = situation.ledger().transactions();
        return situation.ledger().history().revisions().stream()
                .filter(record -> record.committed().isPresent())
                .flatMap(record -> Stream.ofNullable(record.times().live()))
                .max(Instant::compareTo)
                .map(log::handled)
                .orElse(log);
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
        Endings.Result endings = ended(ends, orphans, abandoned);
        StopReview.Result stopped =
                stop().result(endings.log().listing(OpenGroups.of(judged, now())));
        stopped.question().ifPresent(actions::add);
        TransactionLog log = stopped.log();
        PrefixAtBrokers effect = PrefixAtBrokers.of(situation, log, told.open(), evidence());
        effect.question(ledger.care().policy()).ifPresent(actions::add);
        if (effect.isSeen()) {
            log = log.seeing(new SeenInEffect(effect.revision(), seenSince(log, effect)));
        }
        actions.addAll(endings.deeds(ledger.care().policy()));
        Ledger next = ledger.with(stalls(ledger, judged).in(log));
        return new Result(
                next, stopped.over(clean(next, judged, told)), effect, List.copyOf(actions));
    }

    private Verdict clean(Ledger next, List<Judged> judged, Told told) {
        return new TransactionsVerdict(
                        next, situation, observation.ledgers(), judged, told.open(), restraint())
                .decide();
    }

    private Endings.Result ended(Endings ends, List<OpenTransaction> orphans, Abandoned abandoned) {
        return ends.with(
                orphans, mayFence() ? abandoned.pending() : List.of(), abandoned.path().orElse(""));
    }

    private StopReview stop() {
        return new StopReview(situation, observation);
    }

    private StallReview stalls(Ledger ledger, List<Judged> judged) {
        return new StallReview(
                ledger,
                judged,
                observation.ledgers().stream()
                        .map(it -> it.identity().incarnation())
                        .collect(Collectors.toSet()),
                evidence(),
                restraint(),
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
        return restraint() instanceof Restraint.None;
    }

    private Restraint restraint() {
        if (!(situation.ledger().phase() instanceof Phase.Active)) {
            return new Restraint.Released();
        }
        if (policy().isEmpty()) {
            return new Restraint.NoPolicy();
        }
        boolean paused = Request.of(situation.deployment()).paused();
        if (policy().get().transactions().orphans() != OrphanHandling.FENCE) {
            return new Restraint.Report(paused);
        }
        return paused ? new Restraint.Paused() : new Restraint.None();
    }

    private Optional<String> newestOfLive() {
        return situation
                .verified()
                .flatMap(job -> job.latestCompleted().or(job::restored))
                .map(Snapshot::path)
                .filter(path -> !path.isEmpty());
    }

    /** What is needed once the deployment is gone; what is not known now stays as it was. */
    private Care care() {
        Care before = situation.ledger().care();
        Whereabouts job = Whereabouts.of(situation.deployment()).orElse(Whereabouts.of(before));
        return new Care(
                situation.deployment().policyName().orElse(before.policy()),
                CheckpointDirectory.of(situation.deployment()).orElse(before.checkpointDirectory()),
                job.endpoint(),
                job.brokers());
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
}
