package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Conditions;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one incarnation of a FlinkDeployment.
 *
 * @param identity whose ledger it is
 * @param phase whether the deployment is under our care
 * @param history every revision
 * @param recovery decided and not finished; null if there is none
 * @param transactions what is known of its transactions
 * @param care what is needed to look after them once it is gone
 * @param conditions what it says of the deployment
 * @param unknown fields of the status that a newer version wrote, which are kept
 */
public record Ledger(
        LedgerIdentity identity,
        Phase phase,
        History history,
        @Nullable PlannedRecovery recovery,
        TransactionLog transactions,
        Care care,
        Conditions conditions,
        Fields unknown) {

    /** An empty one. */
    public static Ledger of(LedgerIdentity identity) {
        return new Ledger(
                identity,
                new Phase.Active(),
                History.NONE,
                null,
                TransactionLog.NONE,
                Care.UNKNOWN,
                Conditions.NONE,
                Fields.EMPTY);
    }

    /** Recovery that was decided and is not finished. */
    public Optional<PlannedRecovery> plannedRecovery() {
        return Optional.ofNullable(recovery);
    }

    /** The revision that the running JobManager named when it was last asked. */
    public Optional<RevisionRecord> live() {
        return history.newest(Outcome.LIVE);
    }

    public Ledger with(Phase next) {
        return new Ledger(
                identity, next, history, recovery, transactions, care, conditions, unknown);
    }

    public Ledger with(History next) {
        return new Ledger(identity, phase, next, recovery, transactions, care, conditions, unknown);
    }

    public Ledger with(Conditions next) {
        return new Ledger(identity, phase, history, recovery, transactions, care, next, unknown);
    }

    /** The same with another planned recovery, or none. */
    public Ledger recovering(@Nullable PlannedRecovery next) {
        return new Ledger(identity, phase, history, next, transactions, care, conditions, unknown);
    }

    public Ledger with(TransactionLog next) {
        return new Ledger(identity, phase, history, recovery, next, care, conditions, unknown);
    }

    public Ledger with(Care next) {
        return new Ledger(
                identity, phase, history, recovery, transactions, next, conditions, unknown);
    }

    /**
     * Snapshots that a revision was started from, or is about to be, without a checkpoint since. A
     * revision that failed is among them: as long as no later one has committed, whoever comes next
     * may start from the same snapshot, though nobody names it again. So is one that is gone, as
     * long as it is not known what became of what its snapshot held pending.
     */
    public Stream<String> unfinishedStarts() {
        if (phase instanceof Phase.Gone
                && !conditions.has(
                        ConditionType.TRANSACTIONS_CLEAN, ConditionStatus.UNKNOWN, Reason.GONE)) {
            return Stream.of();
        }
        int committed =
                history.revisions().stream()
                        .filter(record -> record.committed().isPresent())
                        .mapToInt(RevisionRecord::number)
                        .max()
                        .orElse(0);
        return Stream.concat(
                plannedRecovery().map(PlannedRecovery::path).stream(),
                history.revisions().stream()
                        .filter(record -> record.number() > committed)
                        .map(record -> record.restore().path())
                        .filter(path -> !path.isEmpty()));
    }
}
