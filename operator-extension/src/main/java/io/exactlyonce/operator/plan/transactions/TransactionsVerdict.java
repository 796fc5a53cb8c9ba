package io.exactlyonce.operator.plan.transactions;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Loss;
import io.exactlyonce.operator.ledger.StalledPartition;
import io.exactlyonce.operator.ledger.StandingKind;
import io.exactlyonce.operator.plan.condition.OtherBrokersAdvice;
import io.exactlyonce.operator.plan.condition.Situation;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence.Silent;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Standing;
import io.exactlyonce.operator.transaction.Sweep.Judged;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * TransactionsClean: nothing that only the running revision could finish is open besides its own,
 * and nothing pending was lost since it runs.
 *
 * @param ledger with its log of transactions
 * @param situation what is known of the deployment
 * @param ledgers every ledger of the name
 * @param judged open transactions of this incarnation
 * @param open all of the name
 * @param restraint what keeps orphans from being aborted
 */
record TransactionsVerdict(
        Ledger ledger,
        Situation situation,
        List<Ledger> ledgers,
        List<Judged> judged,
        List<OpenTransaction> open,
        Restraint restraint) {

    static Verdict notAsked() {
        return Verdict.unknown(
                TRANSACTIONS_CLEAN, Reason.NOT_ASKED, Reason.NOT_ASKED.title() + ".");
    }

    static Verdict silent(Silent silent) {
        return Verdict.unknown(
                TRANSACTIONS_CLEAN,
                silent.reason(),
                "Open transactions are not known: "
                        + silent.why()
                        + ". Look at the conditions of the policy.");
    }

    /** They are asked, and are not known to be the job's. */
    static Verdict elsewhere(String why) {
        return Verdict.unknown(
                TRANSACTIONS_CLEAN,
                Reason.BROKERS_DIFFER,
                "Which transactions of the job are open, and whether any was lost, cannot be seen: "
                        + why
                        + ". "
                        + OtherBrokersAdvice.TEXT);
    }

    /** Nothing new is known: what was said last stays said. */
    static Verdict asBefore(Ledger ledger) {
        return ledger.conditions()
                .of(TRANSACTIONS_CLEAN)
                .flatMap(
                        before ->
                                Reason.of(before.reason())
                                        .map(
                                                reason ->
                                                        new Verdict(
                                                                TRANSACTIONS_CLEAN,
                                                                before.status(),
                                                                reason,
                                                                before.message())))
                .orElseGet(TransactionsVerdict::notAsked);
    }

    Verdict decide() {
        return lost().or(this::hanging)
                .or(this::orphans)
                .or(this::undecided)
                .or(this::foreign)
                .or(this::old)
                .orElseGet(
                        () ->
                                Verdict.yes(
                                        TRANSACTIONS_CLEAN,
                                        Reason.TRANSACTIONS_CLEAN,
                                        Reason.TRANSACTIONS_CLEAN.title() + "."));
    }

    /** The one thing that is known whoever can be asked. */
    Optional<Verdict> lost() {
        List<Loss> fresh = ledger.transactions().openLosses();
        return fresh.isEmpty()
                ? Optional.empty()
                : no(
                        Reason.TRANSACTIONS_LOST,
                        fresh.size()
                                + " transactions that "
                                + holder(fresh)
                                + " holds pending were aborted by the brokers ("
                                + fresh.stream()
                                        .limit(3)
                                        .map(Loss::transactionalId)
                                        .collect(Collectors.joining(", "))
                                + "): their records are lost, and a start from it goes on without"
                                + " them. Start from an earlier snapshot, which repeats what came"
                                + " after it, or write the input of that time again.");
    }

    /** The newest is the one that the next start would be from. */
    static String holder(List<Loss> losses) {
        return losses.stream()
                .map(Loss::snapshot)
                .filter(path -> !path.isEmpty())
                .reduce((older, newer) -> newer)
                .map(path -> "snapshot " + path)
                .orElse("the newest snapshot");
    }

    /** The one thing that neither the job nor the controller can mend. */
    private Optional<Verdict> hanging() {
        List<StalledPartition> hanging =
                ledger.transactions().stalled().worst().stream()
                        .filter(it -> it.cause() == StalledPartition.Cause.HANGING)
                        .toList();
        return hanging.isEmpty()
                ? Optional.empty()
                : no(
                        Reason.TRANSACTION_HANGS,
                        "Careful readers of "
                                + hanging.get(0).topic()
                                + ", partition "
                                + hanging.get(0).partition()
                                + (hanging.size() > 1
                                        ? " and of " + (hanging.size() - 1) + " more"
                                        : "")
                                + ", wait for a transaction that never ends. "
                                + hanging.get(0).remedy());
    }

    private Optional<Verdict> orphans() {
        List<Judged> orphans = of(StandingKind.ORPHAN);
        if (orphans.isEmpty()) {
            return Optional.empty();
        }
        boolean fencing = restraint instanceof Restraint.None;
        String seen =
                shown(orphans)
                        + " will be finished by nobody: careful readers of "
                        + topics(orphans)
                        + " wait";
        return no(
                fencing ? Reason.FENCING : Reason.ORPHANS_OPEN,
                fencing
                        ? seen + ". They are being aborted."
                        : seen
                                + " until the brokers abort them at "
                                + latest(orphans)
                                + ". "
                                + restraint.remedy("them", "aborted")
                                + ".");
    }

    private Optional<Verdict> undecided() {
        List<Judged> waiting = of(StandingKind.UNDECIDED);
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Verdict.unknown(
                                TRANSACTIONS_CLEAN,
                                Reason.TRANSACTIONS_UNDECIDED,
                                shown(waiting)
                                        + " are open, and whether anybody will finish them cannot"
                                        + " be told: "
                                        + why(waiting.get(0))
                                        + "."));
    }

    private Optional<Verdict> foreign() {
        Set<Incarnation> known =
                ledgers.stream().map(it -> it.identity().incarnation()).collect(Collectors.toSet());
        Set<String> foreign =
                open.stream()
                        .map(it -> it.prefix().incarnation())
                        .filter(it -> !known.contains(it))
                        .filter(it -> !it.equals(ledger.identity().incarnation()))
                        .map(Incarnation::value)
                        .collect(Collectors.toCollection(TreeSet::new));
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Verdict.unknown(
                                TRANSACTIONS_CLEAN,
                                Reason.FOREIGN_INCARNATION,
                                "The brokers list open transactions of this name with incarnation "
                                        + String.join(", ", foreign)
                                        + ", which no ledger of this cluster knows: another cluster"
                                        + " may share the brokers, so they are left alone. Give each"
                                        + " cluster a transactions.idStem of its own."));
    }

    /** The running revision's own: a checkpoint that never completes loses them in the end. */
    private Optional<Verdict> old() {
        List<Judged> old =
                of(StandingKind.LIVE).stream()
                        .filter(
                                one ->
                                        OpenGroups.isOld(
                                                one.transaction().description(), situation.now()))
                        .toList();
        return old.isEmpty()
                ? Optional.empty()
                : no(
                        Reason.TRANSACTIONS_OLD,
                        shown(old)
                                + " have been open for more than half of their timeout: if no"
                                + " checkpoint completes before "
                                + latest(old)
                                + ", their records are written again or lost. Look at the job's"
                                + " checkpoints.");
    }

    private List<Judged> of(StandingKind kind) {
        return judged.stream().filter(one -> one.standing().kind() == kind).toList();
    }

    private static String shown(List<Judged> some) {
        return some.size()
                + " open transactions of "
                + some.stream()
                        .map(one -> RevisionKeys.text(one.transaction().revision()))
                        .distinct()
                        .sorted()
                        .limit(5)
                        .collect(Collectors.joining(", "));
    }

    private static String topics(List<Judged> some) {
        String topics =
                some.stream()
                        .flatMap(one -> one.transaction().description().partitions().stream())
                        .map(partition -> partition.topic())
                        .distinct()
                        .sorted()
                        .limit(5)
                        .collect(Collectors.joining(", "));
        return topics.isEmpty() ? "their topics" : topics;
    }

    private static String latest(List<Judged> some) {
        return some.stream()
                .map(one -> one.transaction().description())
                .flatMap((TransactionDescription told) -> told.expiresAt().stream())
                .max(Comparator.naturalOrder())
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("their timeout");
    }

    private static String why(Judged one) {
        return one.standing() instanceof Standing.Undecided undecided ? undecided.why() : "";
    }

    private static Optional<Verdict> no(Reason reason, String message) {
        return Optional.of(Verdict.no(TRANSACTIONS_CLEAN, reason, message));
    }
}
