package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.plan.upstream.Deployed.Stage;
import io.exactlyonce.operator.revision.EffectiveParallelism;
import io.exactlyonce.operator.revision.RevisionMark;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What became of every revision, after one more look. Assumption: looks may be far apart, and
 * anything may have happened in between. So a revision is Skipped only if it was seen that it is
 * not in the spec any more while upstream had not deployed it; one that merely was not seen is
 * Unknown. If upstream turns out to have deployed a skipped one after all, that is recorded.
 *
 * @param deployment as it is
 * @param mark of the deployment
 * @param prefixes of its revisions
 * @param running what its JobManager says; empty if it was not asked, or is another incarnation's
 * @param now time of the look
 */
record RevisionTracker(
        FlinkDeployment deployment,
        RevisionMark mark,
        PrefixSeries prefixes,
        Optional<FlinkObservation> running,
        Instant now) {
    private static final Set<Outcome> STARTED =
            Set.of(Outcome.DEPLOYING, Outcome.LIVE, Outcome.SUSPENDED);
    private static final Set<String> ENDED = Set.of("", "FINISHED", "FAILED", "CANCELED");

    /** The history after this look. The same look twice changes nothing. */
    History after(History before) {
        Deployed deployed = deployed();
        History history = prefixes.complete(before, mark.highest());
        history = planned(history);
        history = upstream(history, deployed);
        history = jobManager(history, deployed);
        history = new Lineage(running, mark, chosen()).after(history, now);
        return skipped(history, deployed, stoodStill(before, deployed));
    }

    /** The snapshot that the spec says to start from; empty text if it names none. */
    private String chosen() {
        return deployment.spec().text("job", "initialSavepointPath").orElse("");
    }

    /** What upstream has deployed may be another incarnation's: numbers alone do not tell. */
    private Deployed deployed() {
        Deployed account = Deployed.of(deployment);
        boolean ours = PrefixSeries.of(account.spec()).filter(prefixes::mayBeOurs).isPresent();
        return ours ? account : Deployed.NOTHING;
    }

    /** The revision of the spec is planned, unless more is known of it. */
    private History planned(History history) {
        RevisionRecord known = record(history, mark.revision());
        boolean fresh = known.outcome() == Outcome.UNKNOWN && known.times().planned() == null;
        RevisionRecord planned = fresh ? known.reaching(Outcome.PLANNED, now) : known;
        return history.with(shaped(planned, deployment.spec()));
    }

    /** What upstream says it did. */
    private History upstream(History history, Deployed deployed) {
        History changed = history;
        if (deployed.given().isPresent()) {
            RevisionRecord given = record(changed, deployed.given().get());
            changed = changed.with(given.reaching(Outcome.ROLLED_BACK, now));
        }
        if (deployed.revision().isEmpty()) {
            return changed;
        }
        int number = deployed.revision().get();
        RevisionRecord current = record(changed, number);
        RevisionRecord next =
                shaped(current, deployed.spec()).reaching(outcome(current, deployed.stage()), now);
        String jobId = deployment.status().jobId().orElse("");
        boolean startedAgain = !STARTED.contains(current.outcome()) && deployed.runs();
        if (deployed.hasStarted() && (startedAgain || !jobId.equals(current.jobId()))) {
            next = next.started(deployed.restore(deployment.status()), jobId);
        } else if (deployed.stage() == Stage.SUSPENDED && isAnother(jobId, current)) {
            // Upstream's path is now that of the stop: how it started is not known any more.
            next = next.started(Restore.UNKNOWN, jobId);
        }
        return changed.with(next).map(other -> supersede(other, number));
    }

    private static boolean isAnother(String jobId, RevisionRecord known) {
        return known.jobId().isEmpty() || !jobId.isEmpty() && !jobId.equals(known.jobId());
    }

    private Outcome outcome(RevisionRecord current, Stage stage) {
        return switch (stage) {
            case NOTHING -> current.outcome();
            case UPGRADING -> isPassedOver(current) ? Outcome.UNKNOWN : Outcome.DEPLOYING;
            case SUSPENDED -> Outcome.SUSPENDED;
            case FAILED -> Outcome.FAILED;
            case FINISHED -> Outcome.FINISHED;
            case DEPLOYED, ROLLED_BACK -> isStillLive(current) ? Outcome.LIVE : Outcome.DEPLOYING;
        };
    }

    /**
     * Upstream deploys what the spec is then, not what it was when the upgrade began. That it did
     * not deploy this one nobody can tell: it notes the target first, and may have died between
     * starting the job and saying so.
     */
    private boolean isPassedOver(RevisionRecord current) {
        return current.number() < mark.revision() && current.jobId().isEmpty();
    }

    /** Seen live before, and the job is the same: the JobManager need not be asked every time. */
    private boolean isStillLive(RevisionRecord current) {
        return current.outcome() == Outcome.LIVE
                && deployment.status().jobId().filter(current.jobId()::equals).isPresent();
    }

    private RevisionRecord supersede(RevisionRecord record, int deployed) {
        return record.number() != deployed && STARTED.contains(record.outcome())
                ? record.reaching(Outcome.SUPERSEDED, now)
                : record;
    }

    /** The one piece of evidence: the configuration that the running job was started with. */
    private History jobManager(History history, Deployed deployed) {
        Optional<FlinkObservation> job =
                running.filter(observed -> !ENDED.contains(observed.jobState()));
        if (job.isEmpty() || job.get().revision().isEmpty()) {
            return history;
        }
        int number = job.get().revision().get();
        RevisionRecord live = record(history, number).reaching(Outcome.LIVE, now);
        if (!live.jobId().equals(job.get().jobId())) {
            live = live.started(live.restore().unconfirmed(), job.get().jobId());
        }
        return history.with(live)
                .map(
                        other ->
                                other.number() != number && other.outcome() == Outcome.LIVE
                                        ? other.reaching(notLive(other, deployed), now)
                                        : other);
    }

    /** Upstream's account and the job may differ: one of them is older, or upstream is wrong. */
    private static Outcome notLive(RevisionRecord record, Deployed deployed) {
        return deployed.runs() && deployed.revision().filter(n -> n == record.number()).isPresent()
                ? Outcome.DEPLOYING
                : Outcome.SUPERSEDED;
    }

    /**
     * Whether upstream has deployed nothing since the last look: its job is the one that was known.
     * A spec that was reverted may have been deployed in between, from a cache that was behind.
     *
     * <p>Of a job that failed that is no proof, as it may have failed again. There the numbers are
     * one: upstream notes a revision before it deploys it, and goes back to an earlier one only by
     * a rollback, which it notes as well. So where it still has the earlier one, and the spec is
     * already past the one in question, it has not begun with that.
     */
    private boolean stoodStill(History before, Deployed deployed) {
        return deployed.stage() == Stage.NOTHING
                || deployed.revision()
                        .flatMap(before::revision)
                        .filter(
                                known ->
                                        STARTED.contains(known.outcome())
                                                || known.outcome() == Outcome.FAILED
                                                        && known.number() < mark.revision())
                        .filter(
                                known ->
                                        deployment
                                                .status()
                                                .jobId()
                                                .equals(Optional.of(known.jobId())))
                        .isPresent();
    }

    private History skipped(History history, Deployed deployed, boolean stoodStill) {
        int reached = deployed.revision().orElse(0);
        return history.map(
                record -> {
                    boolean left =
                            record.outcome() == Outcome.PLANNED
                                    && record.number() != mark.revision();
                    if (!left) {
                        return record;
                    }
                    // Upstream is past it: it may have deployed it while nobody looked.
                    boolean passed = record.number() < reached;
                    boolean seen = stoodStill && !passed;
                    return record.reaching(seen ? Outcome.SKIPPED : Outcome.UNKNOWN, now);
                });
    }

    private RevisionRecord record(History history, int number) {
        return history.revision(number).orElseGet(() -> prefixes.unknown(number));
    }

    /** With what its spec says; the prefix that was really set, even if it is not the expected. */
    private RevisionRecord shaped(RevisionRecord record, Fields spec) {
        RevisionRecord shaped =
                record.shaped(
                        EffectiveParallelism.of(spec).number(),
                        spec.text("flinkVersion").orElse(""));
        return PrefixSeries.of(spec).map(shaped::prefixed).orElse(shaped);
    }
}
