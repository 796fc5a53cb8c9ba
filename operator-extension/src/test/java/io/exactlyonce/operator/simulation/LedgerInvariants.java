package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Holds every ledger that is written against what really happened. */
final class LedgerInvariants {
    /** Outcomes that say a job of the revision ran. */
    private static final Set<Outcome> RAN =
            EnumSet.of(Outcome.LIVE, Outcome.RETIRED, Outcome.FAILED, Outcome.FINISHED);

    private final Truth truth;

    LedgerInvariants(Truth truth) {
        this.truth = truth;
    }

    /** Whatever the ledger claims is true; what it does not know it does not claim. */
    void claims(Ledger ledger) {
        String incarnation = ledger.identity().incarnation().value();
        int highest = truth.highest(incarnation);
        known(
                ledger.history().highest() <= highest,
                () -> ledger.history().highest() + " of " + highest + " revisions");
        for (RevisionRecord record : ledger.history().revisions()) {
            Truth.Revision revision = new Truth.Revision(incarnation, record.number());
            List<Truth.Start> starts = truth.starts(revision);
            prefix(ledger, record);
            known(
                    !RAN.contains(record.outcome()) || !starts.isEmpty(),
                    () -> "that it ran: " + record);
            known(
                    record.parallelism() == 0
                            || truth.parallelisms(revision)
                                    .contains(Integer.toString(record.parallelism())),
                    () -> "its parallelism: " + record + " of " + truth.parallelisms(revision));
            if (record.restore().confirmed()) {
                known(
                        starts.stream().anyMatch(start -> isStartOf(start, record)),
                        () -> "how it started: " + record + " of " + starts);
            }
            record.committed()
                    .ifPresent(
                            checkpoint ->
                                    known(
                                            starts.stream()
                                                    .anyMatch(
                                                            start ->
                                                                    start.job()
                                                                            .id()
                                                                            .equals(
                                                                                    checkpoint
                                                                                            .jobId())),
                                            () -> "a checkpoint: " + record + " of " + starts));
        }
    }

    private static void prefix(Ledger ledger, RevisionRecord record) {
        known(
                record.prefix().isEmpty()
                        || TransactionalIdPrefix.parse(record.prefix())
                                .filter(
                                        it ->
                                                it.revision() == record.number()
                                                        && it.incarnation()
                                                                .equals(
                                                                        ledger.identity()
                                                                                .incarnation())
                                                        && it.name()
                                                                .equals(
                                                                        ledger.identity()
                                                                                .deployment()))
                                .isPresent(),
                () -> "a prefix: " + record);
    }

    private static boolean isStartOf(Truth.Start start, RevisionRecord record) {
        String path = record.restore().path();
        return start.job().id().equals(record.jobId())
                && (start.job().restored().equals(path)
                        || path.contains("/" + record.jobId() + "/"));
    }

    private static void known(boolean holds, Supplier<String> evidence) {
        Invariant.LEDGER_CLAIMS_WHAT_IS_TRUE.require(holds, evidence);
    }

    /** What a look newly calls skipped had not been started when the object looked so. */
    void skipped(Ledger before, Ledger after, FlinkDeployment seen) {
        long version = seen.object().number("metadata", "resourceVersion").orElse(0L);
        String incarnation = after.identity().incarnation().value();
        for (RevisionRecord record : after.history().revisions()) {
            boolean newly =
                    record.outcome() == Outcome.SKIPPED
                            && before.history()
                                    .revision(record.number())
                                    .filter(old -> old.outcome() == Outcome.SKIPPED)
                                    .isEmpty();
            known(
                    !newly
                            || truth
                                    .starts(new Truth.Revision(incarnation, record.number()))
                                    .stream()
                                    .noneMatch(start -> start.version() <= version),
                    () -> "skipped: " + record);
        }
    }

    /**
     * Every number that the deployment was seen to have given out stands in its ledger. Without the
     * label, and while it is being deleted, anybody may have written the marks.
     */
    void complete(Ledger ledger, FlinkDeployment seen) {
        RevisionMark.of(seen)
                .filter(mark -> seen.policyName().isPresent() && !seen.isBeingDeleted())
                .filter(mark -> mark.incarnation().equals(ledger.identity().incarnation()))
                .ifPresent(
                        mark -> {
                            for (int number = 1; number <= mark.highest(); number++) {
                                String which = number + " of ";
                                Invariant.LEDGER_HOLDS_EVERY_PREFIX.require(
                                        ledger.history().knows(number), () -> which + ledger);
                            }
                        });
    }
}
