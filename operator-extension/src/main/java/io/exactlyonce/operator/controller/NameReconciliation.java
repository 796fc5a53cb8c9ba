package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.controller.Observer.Seen;
import io.exactlyonce.operator.plan.Action;
import io.exactlyonce.operator.plan.LedgerPlan;
import io.exactlyonce.operator.plan.LedgerPlanner;
import java.time.Duration;
import java.util.Optional;

/**
 * What is done for one name, whichever watch has called: for a deployment, and for the ledgers of
 * deployments that are gone or released.
 */
final class NameReconciliation {
    private final Observer observer;
    private final Executor executor;
    private final Report report;
    private final NameLocks locks = new NameLocks();

    NameReconciliation(Observer observer, Executor executor, Report report) {
        this.observer = observer;
        this.executor = executor;
        this.report = report;
    }

    /**
     * Observe, plan, execute, report.
     *
     * @return when to look again, if nothing happens before
     */
    Duration reconcile(String namespace, String name) {
        return locks.alone(
                namespace,
                name,
                () -> {
                    Planned planned = plan(observer.observe(namespace, name));
                    executor.execute(planned.seen(), planned.plan());
                    report.of(namespace, name, planned.plan());
                    return planned.plan().requeue();
                });
    }

    /** A plan with everything it was made from. */
    private record Planned(Seen seen, LedgerPlan plan) {}

    /** A plan that needs an answer is made again with it, once for each question. */
    private Planned plan(Seen first) {
        Seen seen = first;
        LedgerPlan plan = LedgerPlanner.plan(seen.facts());
        for (Optional<String> path = question(seen, plan);
                path.isPresent();
                path = question(seen, plan)) {
            seen = observer.preflight(seen, path.get());
            plan = LedgerPlanner.plan(seen.facts());
        }
        return new Planned(seen, plan);
    }

    private static Optional<String> question(Seen seen, LedgerPlan plan) {
        return plan.actions().stream()
                .filter(Action.Preflight.class::isInstance)
                .map(action -> ((Action.Preflight) action).path())
                .filter(path -> !seen.facts().snapshots().verdicts().containsKey(path))
                .findFirst();
    }
}
