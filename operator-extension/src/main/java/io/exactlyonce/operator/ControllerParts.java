package io.exactlyonce.operator;

import io.exactlyonce.operator.controller.Controllers;
import io.exactlyonce.operator.controller.TransactionPorts;
import io.exactlyonce.operator.flink.JobManagerAddress;
import io.exactlyonce.operator.flink.JobManagers;
import io.exactlyonce.operator.kafka.KafkaBrokers;
import io.exactlyonce.operator.kubernetes.ClusterView;
import io.exactlyonce.operator.kubernetes.ClusterWriter;
import io.exactlyonce.operator.kubernetes.FlinkPods;
import io.exactlyonce.operator.kubernetes.LedgerCache;
import io.exactlyonce.operator.kubernetes.StoredPolicies;
import io.exactlyonce.operator.kubernetes.StoredSecrets;
import io.exactlyonce.operator.kubernetes.StoredSecrets.Use;
import io.exactlyonce.operator.monitoring.Monitoring;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.settings.OperatorSettings;
import io.exactlyonce.operator.storage.SnapshotStorage;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;

/** The controllers with their adapters. */
final class ControllerParts implements ControllerRegistration, AutoCloseable {
    private final JobManagers jobManagers;
    private final Monitoring monitoring;
    private final KafkaBrokers brokers;
    private final Controllers controllers;

    ControllerParts(
            OperatorSettings settings,
            KubernetesClient client,
            ClusterView cluster,
            LedgerCache ledgers,
            PrometheusMeterRegistry registry) {
        InstantSource clock = InstantSource.system();
        this.jobManagers = new JobManagers(JobManagerAddress.SERVICE, clock);
        EndpointBounds bounds = new EndpointBounds(settings.surroundings().allowedEndpoints());
        this.brokers = new KafkaBrokers(new StoredSecrets(client, Use.BROKERS), bounds, clock);
        SnapshotStorage storage =
                new SnapshotStorage(new StoredSecrets(client, Use.STORAGE), bounds, clock);
        this.monitoring =
                Monitoring.start(
                        registry,
                        new Monitoring.Sources(brokers, jobManagers, ledgers),
                        clock,
                        Monitoring.USUAL);
        this.controllers =
                new Controllers(
                        new Controllers.Ports(
                                cluster,
                                ledgers,
                                new StoredPolicies(client),
                                cluster,
                                new ClusterWriter(client, ledgers, clock),
                                jobManagers,
                                new TransactionPorts(
                                        brokers,
                                        storage,
                                        new FlinkPods(client),
                                        monitoring.stalls()),
                                clock),
                        settings.watch(),
                        Controllers.Pace.USUAL,
                        new Controllers.Conduct(
                                !settings.webhook().enabled(), bounds, monitoring.report()));
    }

    @Override
    public void register(Operator operator) {
        controllers.register(operator);
    }

    @Override
    public void close() {
        monitoring.close();
        brokers.close();
        jobManagers.close();
    }
}
