package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.controller.Observer.Seen;
import io.exactlyonce.operator.plan.Action;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.LedgerPlanner;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is done for one name, whichever watch has called: for a deployment, and for the ledgers of
 * deployments that are gone or released.
 */
public final class NameReconciliation {
    private final Observer observer;
    private final Executor executor;
    private final Report report;
    private final NameLocks locks = new NameLocks();

    /**
     * @param ports everything that is known and done
     * @param completes whether there is no webhook, so that suspended deployments are ours to
     *     complete
     * @param report who is told what was done
     */
    public NameReconciliation(Controllers.Ports ports, boolean completes, Report report) {
        OpenTransactions open = new OpenTransactions(ports.transactions().kafka(), ports.clock());
        this.observer =
                new Observer(
                        ports.cluster(),
                        ports.ledgers(),
                        ports.flink(),
                        new TransactionObserver(
                                ports.cluster(), ports.ledgers(), ports.transactions(), open),
                        new TransactionAnswers(
                                ports.cluster(), ports.ledgers(), ports.transactions()),
                        ports.clock(),
                        completes);
        this.executor =
                new Executor(
                        ports.writes(),
                        new Ender(ports.cluster(), ports.ledgers(), ports.transactions(), open));
        this.report = report;
    }

    /**
     * Observe, plan, execute, report.
     *
     * @return when to look again, if nothing happens before
     */
    public Duration reconcile(String namespace, String name) {
        return locks.alone(
                namespace,
                name,
                () -> {
                    Planned planned = plan(namespace, observer.observe(namespace, name));
                    executor.execute(namespace, name, planned.seen(), planned.plan());
                    report.of(namespace, name, planned.seen().facts(), planned.plan());
                    return planned.plan().requeue();
                });
    }

    /** A plan with everything it was made from. */
    private record Planned(Seen seen, LedgerPlan plan) {}

    /**
     * A plan that needs answers is made again with all of them: a name may have a thousand ledgers
     * of deployments that are gone, each with a question of its own.
     */
    private Planned plan(String namespace, Seen first) {
        Set<Action.Question> asked = new HashSet<>();
        Seen seen = first;
        LedgerPlan plan = LedgerPlanner.plan(seen.facts());
        for (List<Action.Question> next = questions(plan, asked);
                !next.isEmpty();
                next = questions(plan, asked)) {
            for (Action.Question question : next) {
                asked.add(question);
                seen = observer.answer(namespace, seen, question);
            }
            plan = LedgerPlanner.plan(seen.facts());
        }
        return new Planned(seen, plan);
    }

    private static List<Action.Question> questions(LedgerPlan plan, Set<Action.Question> asked) {
        return plan.actions().stream()
                .filter(Action.Question.class::isInstance)
                .map(Action.Question.class::cast)
                .filter(question -> !asked.contains(question))
                .distinct()
                .toList();
    }
}
