package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Restore;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * ExactlyOnce: seen in effect, at the job and at the brokers. What counts as evidence here:
 *
 * <ol>
 *   <li>{@code /jobmanager/config} of the running JobManager names the revision and its prefix;
 *   <li>{@code /jobs/:id/checkpoints/config} says {@code exactly_once}, one checkpoint at a time;
 *   <li>{@code /jobs/:id/checkpoints} says what it restored, and a first completed checkpoint.
 * </ol>
 *
 * <p>These can only refute: a job may ignore its configuration and write without transactions. That
 * the brokers list ids under this prefix, with the expected timeout, is what proves it; without it
 * the condition is False or Unknown and never True.
 */
public record ExactlyOnceDecider(Situation situation, PrefixAtBrokers brokers) {

    public Verdict decide() {
        Verdict verdict =
                unprotected()
                        .or(this::prefix)
                        .or(this::settings)
                        .or(this::emptyState)
                        .or(this::atBrokers)
                        .or(this::elsewhere)
                        .or(this::parallelism)
                        .or(this::seen)
                        .orElseGet(this::unknown);
        return new Verdict(
                verdict.type(), verdict.status(), verdict.reason(), verdict.message() + accepted());
    }

    /** The list is long, and stands in Ready and, for GitOps tools, in Stalled already. */
    private Optional<Verdict> unprotected() {
        return situation.gaps().isEmpty()
                ? Optional.empty()
                : no(
                        Reason.UNPROTECTED,
                        Reason.UNPROTECTED.title()
                                + ": nothing can be relied on. The condition Ready has every"
                                + " violation, with the change that mends it.");
    }

    private Optional<Verdict> prefix() {
        Optional<String> expected =
                situation.current().map(RevisionRecord::prefix).filter(text -> !text.isEmpty());
        if (situation.verified().isEmpty() || expected.isEmpty()) {
            return Optional.empty();
        }
        String actual = situation.verified().get().prefix();
        return actual.equals(expected.get())
                ? Optional.empty()
                : no(
                        Reason.PREFIX_NOT_USED,
                        RevisionKeys.PREFIX
                                + " of the running job is '"
                                + actual
                                + "' instead of '"
                                + expected.get()
                                + "': its transactions cannot be told from those of others. Apply"
                                + " the manifest again with the webhook running.");
    }

    private Optional<Verdict> settings() {
        return situation
                .verified()
                .flatMap(FlinkObservation::settings)
                .filter(settings -> !settings.exactlyOnce() || settings.concurrent() > 1)
                .flatMap(
                        settings ->
                                no(
                                        Reason.SETTINGS_DIFFER,
                                        settings.exactlyOnce()
                                                ? "The running job allows "
                                                        + settings.concurrent()
                                                        + " checkpoints at a time: a transaction"
                                                        + " stays open for several. Remove what the"
                                                        + " job sets in its code."
                                                : "The running job's checkpoints are at-least-once:"
                                                        + " records are written again after a"
                                                        + " restart. Remove what the job sets in its"
                                                        + " code."));
    }

    private Optional<Verdict> emptyState() {
        return situation
                .current()
                .filter(record -> record.restore().mode() == Restore.Mode.STATELESS)
                .filter(situation::hadStateBefore)
                .flatMap(
                        record ->
                                no(
                                        Reason.RESTORED_FROM_NOTHING,
                                        RevisionKeys.text(record.number())
                                                + " started with empty state, though there was a"
                                                + " revision before: input is lost or written again,"
                                                + " depending on where its source began. Recover it"
                                                + " from the last snapshot, or compare input and"
                                                + " output."));
    }

    /** What the brokers see against it. */
    private Optional<Verdict> atBrokers() {
        return switch (brokers.state()) {
            case ABSENT ->
                    no(
                            Reason.PREFIX_NOT_USED,
                            "A checkpoint has completed and the brokers know no id that begins with "
                                    + brokers.prefix()
                                    + ": the job does not write through a sink with this prefix, so"
                                    + " its records may be written again after a failure. Give its"
                                    + " KafkaSink DeliveryGuarantee.EXACTLY_ONCE and the prefix from "
                                    + RevisionKeys.PREFIX
                                    + ", or use the library's sink.");
            case OTHER_TIMEOUT ->
                    no(
                            Reason.SETTINGS_DIFFER,
                            "The brokers show transactions of the running job with a timeout of "
                                    + brokers.detail()
                                    + ": it was not held against the brokers' limit and the"
                                    + " checkpoints. Take transaction.timeout.ms out of the job's"
                                    + " code.");
            default -> Optional.empty();
        };
    }

    /** The job goes on as it was started; nobody sees it. */
    private Optional<Verdict> elsewhere() {
        return brokers.isElsewhere() && situation.verified().isPresent()
                ? Optional.of(
                        Verdict.unknown(
                                EXACTLY_ONCE,
                                Reason.BROKERS_DIFFER,
                                "The running job is configured as its revision says. Whether its"
                                        + " transactions are as they should be cannot be seen: "
                                        + brokers.detail()
                                        + ". "
                                        + OtherBrokersAdvice.TEXT))
                : Optional.empty();
    }

    /** All of the evidence is there. */
    private Optional<Verdict> seen() {
        boolean configured = situation.verified().flatMap(FlinkObservation::settings).isPresent();
        return configured && brokers.isSeen()
                ? Optional.of(
                        Verdict.yes(
                                EXACTLY_ONCE,
                                Reason.SEEN_IN_EFFECT,
                                "The running job is configured as its revision says, has completed"
                                        + " a checkpoint, and the brokers list its transactional ids"
                                        + " with the expected timeout."))
                : Optional.empty();
    }

    private Verdict unknown() {
        if (situation.verified().isEmpty()) {
            return Verdict.unknown(
                    EXACTLY_ONCE,
                    Reason.NOT_VERIFIED,
                    "No running JobManager has told what it is configured with.");
        }
        return Verdict.unknown(
                EXACTLY_ONCE,
                Reason.NOT_VERIFIED,
                "The running job is configured as its revision says; that the brokers see its"
                        + " transactions was not asked.");
    }

    /** Not False: a job may set another parallelism in its code, for one of its operators. */
    private Optional<Verdict> parallelism() {
        int planned = situation.current().map(RevisionRecord::parallelism).orElse(0);
        int actual = situation.verified().map(FlinkObservation::parallelism).orElse(0);
        return planned == 0 || actual == 0 || planned == actual
                ? Optional.empty()
                : Optional.of(
                        Verdict.unknown(
                                EXACTLY_ONCE,
                                Reason.PARALLELISM_DIFFERS,
                                "The job runs with parallelism "
                                        + actual
                                        + ", its revision has "
                                        + planned
                                        + ": if an autoscaler or a rescale in place changed it, no"
                                        + " savepoint was taken. Switch them off, or write the"
                                        + " parallelism into the spec."));
    }

    private String accepted() {
        return situation.assessment().accepted().isEmpty()
                ? ""
                : situation.assessment().accepted().stream()
                        .map(Violation::message)
                        .collect(Collectors.joining(" ", " Accepted: ", ""));
    }

    private static Optional<Verdict> no(Reason reason, String message) {
        return Optional.of(Verdict.no(EXACTLY_ONCE, reason, message));
    }
}
