package io.exactlyonce.operator.monitoring;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.port.PolicyList;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What the status of each policy says of it and of its brokers, read when Prometheus asks. */
final class PolicyMetrics implements MultiCollector {
    private final PolicyList policies;
    private final InstantSource clock;

    PolicyMetrics(PolicyList policies, InstantSource clock) {
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Instant now = clock.instant();
        Snapshots snapshots = new Snapshots(now);
        for (PolicyList.Known policy : policies.policies()) {
            ObjectKey object = new ObjectKey(policy.namespace(), policy.name());
            samples(policy, now).forEach(sample -> snapshots.add(object, sample));
        }
        return snapshots.all();
    }

    private static List<Sample> samples(PolicyList.Known policy, Instant now) {
        BrokerContract contract = policy.contract();
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(Metric.POLICY_VALID, policy.valid()));
        samples.add(Sample.of(Metric.POLICY_READY, policy.ready()));
        samples.add(Sample.of(Metric.CONTRACT_KNOWN, contract.isKnown()));
        samples.add(Sample.of(Metric.CONTRACT_REACHABLE, contract.reachable()));
        samples.add(Sample.of(Metric.CONTRACT_BROKERS, contract.brokers().size()));
        samples.add(Sample.of(Metric.CONTRACT_MISSING_ACLS, contract.missingAcls().size()));
        contract.age(now)
                .ifPresent(age -> samples.add(Sample.of(Metric.CONTRACT_AGE, Sample.seconds(age))));
        contract.smallestMaximumTimeout()
                .ifPresent(
                        longest ->
                                samples.add(
                                        Sample.of(
                                                Metric.CONTRACT_MAX_TIMEOUT,
                                                Sample.seconds(longest))));
        contract.transactionStateIfKnown()
                .ifPresent(
                        topic -> {
                            samples.add(
                                    Sample.of(
                                            Metric.CONTRACT_REPLICATION,
                                            topic.replicationFactor()));
                            samples.add(
                                    Sample.of(
                                            Metric.CONTRACT_MIN_IN_SYNC,
                                            topic.minInSyncReplicas()));
                        });
        return samples;
    }
}
