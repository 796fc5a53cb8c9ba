package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every rule that judges a complete proposal, in the order in which violations are told: what makes
 * all else moot first, then by code.
 */
public final class Rules {
    private static final Rule SESSION_CLUSTER = new SessionCluster();

    /** The order of messages, and the only place where a rule is put into service. */
    public static final List<Rule> ALL =
            List.of(
                    SESSION_CLUSTER,
                    new GeneratedName(),
                    new BlueGreenChild(),
                    new KeySetTwice(),
                    new KeyIsPrefix(),
                    new NameUnfit(),
                    new SettingsElsewhere(),
                    new TransactionTimeoutTooShort(),
                    new TransactionTimeoutAboveBroker(),
                    new BrokerContractUnknown(),
                    new UnreadableValue(),
                    new CheckpointStorageMissing(),
                    new StorageNotDurable(),
                    new StorageShared(),
                    new StorageOutsidePolicy(),
                    new CheckpointMode(),
                    new CheckpointingOff(),
                    new ConcurrentCheckpoints(),
                    new CheckpointsNotRetained(),
                    new CredentialsMissing(),
                    new HighAvailabilityOff(),
                    UnsafeSwitch.NO_FINAL_CHECKPOINT,
                    new StatelessUpgrade(),
                    new ParallelismOutsideSavepoint(),
                    new ParallelismWithVersion(),
                    UnsafeSwitch.LAST_STATE_FALLBACK,
                    UnsafeSwitch.ROLLBACK,
                    new ForkedStart(),
                    new LastStateSuspend(),
                    UnsafeSwitch.DRAIN,
                    new Autoscaler(),
                    new InPlaceRescale(),
                    new AdaptiveScheduler(),
                    new FlinkVersionLosesState(),
                    new NonRestoredState(),
                    new NamingStrategyUnfit(),
                    UnsafeSwitch.RESTART_FAILED_JOB,
                    UnsafeSwitch.NO_JOB_MANAGER_RECOVERY,
                    new RestartsOff(),
                    new PrefixSetByHand(),
                    new NameTaken(),
                    new PrefixClash(),
                    new OtherBrokers(),
                    new ReservedClientProperty(),
                    new UnknownJobKey());

    /** Of whatever length: a policy that is not there, or unreadable, has none to go by. */
    private static final String ANY_STEM = "eo1";

    private Rules() {}

    /**
     * What no plan can be made for, whatever the policy: there is no job, no name to make
     * transactional ids and directories of, or something else where an object should be.
     */
    public static List<Violation> misfits(FlinkDeployment deployment) {
        return Stream.of(
                        Shape.violations(deployment),
                        SessionCluster.violations(deployment),
                        GeneratedName.violations(deployment),
                        NameUnfit.violations(ANY_STEM, deployment))
                .flatMap(List::stream)
                .toList();
    }

    /** Every violation of every rule, in their order; empty if the proposal is safe. */
    public static List<Violation> check(RuleInput input) {
        List<Violation> moot = new ArrayList<>(Shape.violations(input.proposal().after()));
        moot.addAll(SESSION_CLUSTER.check(input));
        // Nothing else makes sense to mend.
        return moot.isEmpty()
                ? ALL.stream().flatMap(rule -> rule.check(input).stream()).toList()
                : List.copyOf(moot);
    }
}
