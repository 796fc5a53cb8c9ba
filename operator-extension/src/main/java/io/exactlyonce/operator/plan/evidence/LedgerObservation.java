package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything the controller has seen of one name.
 *
 * @param deployment the FlinkDeployment of that name as it is; null if there is none
 * @param ledgers every ledger of that name, of all incarnations
 * @param flink what the running JobManager says; null if it could not be asked
 * @param policy what became of looking for the policy; null if the deployment has no policy label
 * @param assessment what the rules say of the deployment as it is
 * @param snapshots what lies in its checkpoint directory, and what starting from it would do
 * @param transactions what was seen of its transactions
 * @param now time of the observation
 */
public record LedgerObservation(
        @Nullable FlinkDeployment deployment,
        List<Ledger> ledgers,
        @Nullable FlinkObservation flink,
        @Nullable PolicyLookup policy,
        Assessment assessment,
        SnapshotEvidence snapshots,
        TransactionEvidence transactions,
        Instant now) {

    /** Copies the list. */
    public LedgerObservation {
        ledgers = List.copyOf(ledgers);
    }

    /** The same with what was seen of transactions. */
    public LedgerObservation with(TransactionEvidence seen) {
        return new LedgerObservation(
                deployment, ledgers, flink, policy, assessment, snapshots, seen, now);
    }

    /** The same with what was seen of snapshots. */
    public LedgerObservation with(SnapshotEvidence seen) {
        return new LedgerObservation(
                deployment, ledgers, flink, policy, assessment, seen, transactions, now);
    }

    /**
     * Snapshots of the deployment.
     *
     * @param stored what lies in its checkpoint directory
     * @param verdicts by path, for the paths that were asked about
     */
    public record SnapshotEvidence(StoredSnapshots stored, Map<String, PreflightVerdict> verdicts) {
        /** Nobody looked. */
        public static final SnapshotEvidence NONE =
                new SnapshotEvidence(
                        new StoredSnapshots.NotListed("the storage was not read"), Map.of());

        /** Copies the map. */
        public SnapshotEvidence {
            verdicts = Map.copyOf(verdicts);
        }
    }

    public Optional<FlinkObservation> jobManager() {
        return Optional.ofNullable(flink);
    }
}
