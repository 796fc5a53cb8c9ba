package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.kubernetes.ClusterView;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.kubernetes.MockCluster;
import io.exactlyonce.operator.kubernetes.ResourceFields;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.StatedStart;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.HealthCheck;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.PlannedForks;
import io.exactlyonce.operator.rule.Surroundings;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The webhook's endpoint over the view of a cluster with so many deployments. */
final class AdmissionBench implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final MockCluster cluster = new MockCluster();
    private final ClusterView view;
    private final AdmissionEndpoint endpoint;

    AdmissionBench(int deployments) throws Exception {
        store(Kinds.POLICY, Samples.policy());
        for (int i = 0; i < deployments; i++) {
            store(Kinds.FLINK_DEPLOYMENT, Samples.neighbour("job-" + i));
        }
        Watch all = new Watch(List.of());
        view =
                ClusterView.start(
                        cluster.client(),
                        all,
                        EndpointBounds.ANY,
                        UpstreamDefaults.UNKNOWN,
                        PlannedForks.NONE);
        await().atMost(Duration.ofMinutes(2)).until(() -> knows(deployments));
        endpoint =
                new AdmissionEndpoint(
                        "/mutate",
                        new DeploymentAdmission(
                                DeploymentAdmission.Phase.MUTATE,
                                Decisions.planned(),
                                new WithoutRoundTrips(view),
                                all),
                        new AdmissionMetrics(new SimpleMeterRegistry()));
    }

    private boolean knows(int deployments) {
        List<String> details =
                view.healthChecks().stream()
                        .map(HealthCheck::health)
                        .map(HealthCheck.Health::detail)
                        .toList();
        return details.equals(List.of("knows 1", "knows " + deployments));
    }

    private void store(ResourceDefinitionContext kind, Fields object) {
        ResourceFields fields = new ResourceFields(cluster.client());
        cluster.client().genericKubernetesResources(kind).resource(fields.write(object)).create();
    }

    byte[] answer(byte[] review) throws Exception {
        return endpoint.answer(review, System.nanoTime());
    }

    /**
     * How long answers took.
     *
     * @param elapsed nanoseconds
     * @param used nanoseconds of the processor
     */
    record Times(List<Long> elapsed, List<Long> used) {
        static final Times NONE = new Times(List.of(), List.of());

        Times and(Times more) {
            return new Times(
                    Stream.concat(elapsed.stream(), more.elapsed.stream()).toList(),
                    Stream.concat(used.stream(), more.used.stream()).toList());
        }

        Duration elapsed(int percentile) {
            return percentile(elapsed, percentile);
        }

        Duration processor(int percentile) {
            return percentile(used, percentile);
        }

        private static Duration percentile(List<Long> nanos, int percentile) {
            return Duration.ofNanos(
                    nanos.stream().sorted().toList().get(nanos.size() * percentile / 100));
        }
    }

    /** Answers so many times. */
    Times measure(byte[] review, int times) throws Exception {
        List<Long> elapsed = new ArrayList<>();
        List<Long> used = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            long usedBefore = THREADS.getCurrentThreadCpuTime();
            byte[] answer = answer(review);
            used.add(THREADS.getCurrentThreadCpuTime() - usedBefore);
            elapsed.add(System.nanoTime() - start);
            assertThat(answer).isNotEmpty();
        }
        return new Times(elapsed, used);
    }

    @Override
    public void close() {
        view.close();
        cluster.close();
    }

    /** Asks the view as if the job ran, so that nobody else can have its name. */
    private record WithoutRoundTrips(ClusterView view) implements KubernetesPort {
        @Override
        public PolicyLookup policy(String namespace, String name) {
            return view.policy(namespace, name);
        }

        @Override
        public Surroundings surroundings(AdmissionRequest request) {
            Fields running =
                    request.object().object().with("READY", "status", "jobManagerDeploymentStatus");
            return view.surroundings(
                    new AdmissionRequest(
                            request.uid(), request.object(), DeploymentReader.read(running)));
        }

        @Override
        public List<StatedStart> starts(String namespace) {
            return view.starts(namespace);
        }

        @Override
        public Optional<FlinkDeployment> deployment(String namespace, String name) {
            return view.deployment(namespace, name);
        }
    }
}
