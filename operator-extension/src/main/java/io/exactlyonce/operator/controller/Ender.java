package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.plan.Action;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.Start;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions, as a plan decided and the ledger records by now. Between the look and the deed
 * somebody may have deployed, or used an id again; so both are looked at once more, and what is not
 * as it was is left alone: the next look decides again.
 */
final class Ender {
    private static final Logger LOG = LoggerFactory.getLogger(Ender.class);

    private final KubernetesPort cluster;
    private final TransactionPorts ports;
    private final OpenTransactions open;
    private final Starts starts;

    Ender(
            KubernetesPort cluster,
            LedgerView ledgers,
            TransactionPorts ports,
            OpenTransactions open) {
        this.cluster = cluster;
        this.starts = new Starts(cluster, ledgers);
        this.ports = ports;
        this.open = open;
    }

    void fence(Which which, Action.Fence fence) {
        end(
                which,
                fence.policy(),
                fence.transactions(),
                (policy, one) -> ports.kafka().fence(policy, one.transactionalId()));
    }

    void settle(Which which, Action.Settle settle) {
        end(
                which,
                settle.policy(),
                settle.transactions(),
                (policy, one) ->
                        ports.kafka()
                                .commit(
                                        policy,
                                        new Committable(
                                                one.transactionalId(),
                                                one.producerId(),
                                                one.epoch())));
    }

    /**
     * Whose transactions they are.
     *
     * @param namespace of the deployment
     * @param name of the deployment
     * @param seen the deployment as the plan saw it; empty if there was none
     * @param starts that the plan was held against
     */
    record Which(
            String namespace, String name, Optional<FlinkDeployment> seen, Set<Start> starts) {}

    private void end(
            Which which, String policyName, List<Ended> all, BiConsumer<Policy, Ended> deed) {
        Optional<Policy> policy =
                cluster.policy(which.namespace(), policyName) instanceof PolicyLookup.Found found
                        ? found.valid()
                        : Optional.empty();
        if (policy.isEmpty() || !isAsSeen(which)) {
            return;
        }
        Map<String, TransactionDescription> told =
                ports.kafka()
                        .describe(
                                policy.get(),
                                all.stream()
                                        .map(Ended::transactionalId)
                                        .collect(Collectors.toSet()));
        try {
            for (Ended one : all) {
                TransactionDescription now = told.get(one.transactionalId());
                if (now == null
                        || !now.isOngoing()
                        || !one.isOf(now.transactionalId(), now.producerId(), now.epoch())) {
                    continue;
                }
                // Before each: a hundred take their time, and people do not wait for them.
                if (!isAsSeen(which)) {
                    return;
                }
                deed.accept(policy.get(), one);
                log(which, one);
            }
        } finally {
            open.forget(policy.get());
        }
    }

    private static void log(Which which, Ended one) {
        LOG.info(
                "event=transaction-ended how={} namespace={} deployment={} revision={}"
                        + " transactionalId={} producerId={} epoch={}",
                one.how().text(),
                which.namespace(),
                which.name(),
                one.revision(),
                one.transactionalId(),
                one.producerId(),
                one.epoch());
    }

    /**
     * The deployment, past all caches: a spec that changed, or a job that upstream stops, may need
     * them. Or somebody chose a snapshot meanwhile, for any deployment, which the plan was not held
     * against.
     */
    private boolean isAsSeen(Which which) {
        return which.seen()
                        .map(Ender::state)
                        .equals(
                                cluster.deployment(which.namespace(), which.name())
                                        .map(Ender::state))
                && which.starts().containsAll(starts.unfinished(which.namespace()));
    }

    private static String state(FlinkDeployment deployment) {
        return Objects.toString(
                List.of(
                        deployment.uid(),
                        deployment.generation(),
                        deployment.status().reconciliationState(),
                        deployment.status().jobId(),
                        deployment.status().jobState(),
                        deployment.isBeingDeleted()));
    }
}
