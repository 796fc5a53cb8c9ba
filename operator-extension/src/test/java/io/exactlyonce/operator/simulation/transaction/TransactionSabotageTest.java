package io.exactlyonce.operator.simulation.transaction;

import static io.exactlyonce.operator.simulation.transaction.Invariant.FOREIGN_IS_NEVER_TOUCHED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.LIVE_IS_NEVER_FENCED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.LOOKED_AT_JUST_BEFORE;
import static io.exactlyonce.operator.simulation.transaction.Invariant.NOTHING_LOST_SILENTLY;
import static io.exactlyonce.operator.simulation.transaction.Invariant.NO_ORPHAN_STAYS;
import static io.exactlyonce.operator.simulation.transaction.Invariant.PENDING_IS_NEVER_FENCED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.RECORDED_BEFORE;
import static io.exactlyonce.operator.simulation.transaction.Invariant.SETTLED_IS_COMMITTED;
import static io.exactlyonce.operator.simulation.transaction.Invariant.TOLD_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.LedgerPlanner;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.Start;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each protection taken away in turn: the simulation has to find it. */
class TransactionSabotageTest {
    private static final long ENOUGH_SEEDS = 3_000;
    private static final int STEPS = 40;
    private static final SnapshotContent EMPTY = new SnapshotContent.Pending(List.of());

    static Stream<Arguments> faults() {
        return Stream.concat(looks(), deeds());
    }

    /** Something is not seen. */
    private static Stream<Arguments> looks() {
        return Stream.of(
                fault(
                        "newest snapshot protects nothing",
                        PENDING_IS_NEVER_FENCED,
                        seeingTransactions(TransactionSabotageTest::emptySnapshots)),
                fault(
                        "unreadable snapshot is taken for empty",
                        PENDING_IS_NEVER_FENCED,
                        seeingTransactions(TransactionSabotageTest::readable)),
                fault(
                        "starts of others are ignored",
                        PENDING_IS_NEVER_FENCED,
                        seeingTransactions(it -> with(it, it.contents(), it.pods(), Set.of()))),
                fault(
                        "first checkpoint is not awaited",
                        PENDING_IS_NEVER_FENCED,
                        Parts.seeing(TransactionSabotageTest::checkpointAtOnce)),
                fault(
                        "old pods are ignored",
                        LIVE_IS_NEVER_FENCED,
                        seeingTransactions(TransactionSabotageTest::withoutPods)));
    }

    /** Something is not done, or done though it must not be. */
    private static Stream<Arguments> deeds() {
        return Stream.of(
                fault(
                        "id is not described again",
                        LOOKED_AT_JUST_BEFORE,
                        new Parts(LedgerPlanner::plan, number -> number, true, false, true)),
                fault(
                        "deployment is not read again",
                        PENDING_IS_NEVER_FENCED,
                        new Parts(LedgerPlanner::plan, number -> number, true, true, false)),
                fault(
                        "prefix stays the same",
                        NO_ORPHAN_STAYS,
                        new Parts(LedgerPlanner::plan, number -> 1, true, true, true)),
                fault(
                        "foreign incarnation is fenced",
                        FOREIGN_IS_NEVER_TOUCHED,
                        Parts.planning(TransactionSabotageTest::fencingForeign)),
                fault(
                        "committer is silent",
                        NOTHING_LOST_SILENTLY,
                        new Parts(LedgerPlanner::plan, number -> number, false, true, true)),
                fault(
                        "intent is not written",
                        RECORDED_BEFORE,
                        Parts.planning(TransactionSabotageTest::withoutIntent)),
                fault(
                        "fences are told at each look",
                        TOLD_ONCE,
                        Parts.planning(TransactionSabotageTest::tellingAgain)),
                fault(
                        "nothing is fenced",
                        NO_ORPHAN_STAYS,
                        Parts.planning(it -> without(LedgerPlanner.plan(it), Action.Fence.class))),
                fault(
                        "nothing is settled",
                        SETTLED_IS_COMMITTED,
                        Parts.planning(
                                it -> without(LedgerPlanner.plan(it), Action.Settle.class))));
    }

    private static Arguments fault(String what, Invariant invariant, Parts parts) {
        return Arguments.of(what, invariant, parts);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void everyProtectionIsMissed(String what, Invariant invariant, Parts parts) {
        boolean broken =
                LongStream.rangeClosed(1, ENOUGH_SEEDS)
                        .parallel()
                        .mapToObj(seed -> new Simulation(parts, seed, STEPS, new Tally()))
                        .flatMap(run -> run.runWithout(Set.of()).stream())
                        .anyMatch(failure -> failure.requirement() == invariant);

        assertThat(broken).as(what).isTrue();
    }

    private static Parts seeingTransactions(UnaryOperator<TransactionEvidence> spoilt) {
        return Parts.seeing(seen -> seen.with(spoilt.apply(seen.transactions())));
    }

    private static TransactionEvidence with(
            TransactionEvidence seen,
            Map<SnapshotAddress, SnapshotContent> contents,
            Pods pods,
            Set<Start> forks) {
        return new TransactionEvidence(
                seen.brokers(),
                seen.policies(),
                seen.snapshots(),
                contents,
                seen.described(),
                seen.samples(),
                pods,
                forks,
                seen.neighbours());
    }

    private static TransactionEvidence emptySnapshots(TransactionEvidence seen) {
        return reading(seen, content -> EMPTY);
    }

    private static TransactionEvidence readable(TransactionEvidence seen) {
        return reading(seen, it -> it instanceof SnapshotContent.Pending ? it : EMPTY);
    }

    private static TransactionEvidence reading(
            TransactionEvidence seen, UnaryOperator<SnapshotContent> as) {
        Map<SnapshotAddress, SnapshotContent> contents = new HashMap<>(seen.contents());
        contents.replaceAll((path, content) -> as.apply(content));
        return with(seen, contents, seen.pods(), seen.forks());
    }

    private static TransactionEvidence withoutPods(TransactionEvidence seen) {
        return with(seen, seen.contents(), new Pods(null, List.of()), seen.forks());
    }

    /** One that was only triggered is taken for the first completed one; nobody starts from it. */
    private static LedgerObservation checkpointAtOnce(LedgerObservation seen) {
        FlinkObservation job = seen.flink();
        if (job == null || job.latestCompleted().isPresent()) {
            return seen;
        }
        String path = "s3://lab/flink/triggered";
        var contents = new HashMap<>(seen.transactions().contents());
        for (String policy : seen.transactions().policies().keySet()) {
            contents.put(new SnapshotAddress(policy, path), EMPTY);
        }
        TransactionEvidence evidence =
                with(seen.transactions(), contents, seen.transactions().pods(), Set.of());
        FlinkObservation early =
                new FlinkObservation(
                        job.configuration(),
                        job.jobId(),
                        job.jobState(),
                        job.parallelism(),
                        job.checkpointing(),
                        new Checkpoints(
                                true,
                                new Snapshot(path, 1_000, job.jobId(), null, false),
                                job.checkpoints().restored()));
        return new LedgerObservation(
                seen.deployment(),
                seen.ledgers(),
                early,
                seen.policy(),
                seen.assessment(),
                seen.snapshots(),
                evidence,
                seen.now());
    }

    private static LedgerPlan fencingForeign(LedgerObservation seen) {
        LedgerPlan plan = LedgerPlanner.plan(seen);
        List<Ended> foreign =
                seen.transactions().brokers().values().stream()
                        .filter(TransactionEvidence.Told.class::isInstance)
                        .flatMap(it -> ((TransactionEvidence.Told) it).open().stream())
                        .filter(it -> isForeign(it, seen.ledgers()))
                        .map(
                                it ->
                                        new Ended(
                                                it.id(),
                                                Ended.How.FENCED,
                                                it.revision(),
                                                it.description().producerId(),
                                                it.description().epoch(),
                                                "",
                                                seen.now(),
                                                null))
                        .toList();
        if (foreign.isEmpty()) {
            return plan;
        }
        List<Action> actions = new ArrayList<>(plan.actions());
        actions.add(new Action.Fence(ApiServer.POLICY, foreign));
        return new LedgerPlan(plan.next(), plan.events(), actions, plan.requeue());
    }

    private static boolean isForeign(OpenTransaction open, List<Ledger> ledgers) {
        return ledgers.stream()
                .noneMatch(it -> it.identity().incarnation().equals(open.prefix().incarnation()));
    }

    private static LedgerPlan withoutIntent(LedgerObservation seen) {
        LedgerPlan plan = LedgerPlanner.plan(seen);
        Ledger next = plan.next();
        return new LedgerPlan(
                next == null ? null : next.with(next.transactions().ending(List.of(), 0, 0)),
                plan.events(),
                plan.actions(),
                plan.requeue());
    }

    /** As if the ledger before had never heard of anything that is over. */
    private static LedgerPlan tellingAgain(LedgerObservation seen) {
        List<Ledger> forgetful =
                seen.ledgers().stream().map(it -> it.with(forgetting(it.transactions()))).toList();
        return LedgerPlanner.plan(
                new LedgerObservation(
                        seen.deployment(),
                        forgetful,
                        seen.flink(),
                        seen.policy(),
                        seen.assessment(),
                        seen.snapshots(),
                        seen.transactions(),
                        seen.now()));
    }

    private static TransactionLog forgetting(TransactionLog log) {
        List<Ended> undone = log.ended().stream().map(TransactionSabotageTest::undone).toList();
        return log.ending(undone, log.fenced(), log.settled());
    }

    private static Ended undone(Ended ended) {
        return new Ended(
                ended.transactionalId(),
                ended.how(),
                ended.revision(),
                ended.producerId(),
                ended.epoch(),
                ended.snapshot(),
                ended.decidedAt(),
                null);
    }

    private static LedgerPlan without(LedgerPlan plan, Class<? extends Action> kind) {
        return new LedgerPlan(
                plan.next(),
                plan.events(),
                plan.actions().stream().filter(it -> !kind.isInstance(it)).toList(),
                plan.requeue());
    }
}
