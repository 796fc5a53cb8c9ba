package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.job.harness.TestKafka;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.RevisionMark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One FlinkDeployment with a policy and topics of its own, and what its users and upstream do to
 * it. Whether the operator looks after it is up to the test. Checkpoints happen when the test wants
 * one: the first periodic one would come after three minutes.
 */
final class Story {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String POLICY =
            """
            apiVersion: exactlyonce.io/v1alpha1
            kind: ExactlyOncePolicy
            metadata: {name: standard, namespace: shop, generation: 1}
            spec:
              kafka: {bootstrapServers: "%s"}
              checkpoints:
                storage: "%s"
                durableFileStorage: true
                interval: 4m
                minPause: 3m
                timeout: 30s
              transactions: {orphans: Fence, timeout: 15m}
              recovery: Manual
            """;
    private static final String DEPLOYMENT =
            """
            apiVersion: flink.apache.org/v1beta1
            kind: FlinkDeployment
            metadata:
              name: %s
              namespace: shop
              labels: {exactlyonce.io/policy: standard}
            spec:
              image: registry.example.com/copy:1
              flinkVersion: v2_2
              serviceAccount: flink
              flinkConfiguration:
                exactly-once.source.topics: %s
                exactly-once.sink.topic: %s
              jobManager: {resource: {cpu: 1, memory: 1600m}}
              taskManager: {resource: {cpu: 1, memory: 2g}}
              job: {jarURI: "local:///opt/flink/usrlib/copy.jar", parallelism: 2, state: running}
            """;

    private final HazardBench bench;
    private final String name;
    private final PlayedCluster cluster;
    private final PlayedUpstream upstream;
    private final ExactlyOnceOperator operator;
    private int sent;

    private Story(
            HazardBench bench,
            String name,
            PlayedCluster cluster,
            TestJob.Topology job,
            ExactlyOnceOperator.Wire wire,
            ExactlyOnceOperator.Watch watch) {
        this.bench = bench;
        this.name = name;
        this.cluster = cluster;
        this.upstream = bench.closing(new PlayedUpstream(cluster, name, job, savepoints()));
        this.operator =
                bench.closing(new ExactlyOnceOperator(cluster, upstream, name, wire, watch));
    }

    /** A deployment that is not created yet. */
    static Story of(HazardBench bench, String name, TestJob.Topology job) {
        return of(bench, name, job, UnaryOperator.identity());
    }

    /**
     * The same with another policy.
     *
     * @param terms what is different in the policy
     */
    static Story of(
            HazardBench bench, String name, TestJob.Topology job, UnaryOperator<Fields> terms) {
        return of(bench, name, job, terms, ExactlyOnceOperator.Wire.DIRECT);
    }

    /**
     * The same with something between the controller and the brokers.
     *
     * @param terms what is different in the policy
     */
    static Story of(
            HazardBench bench,
            String name,
            TestJob.Topology job,
            UnaryOperator<Fields> terms,
            ExactlyOnceOperator.Wire wire) {
        return of(bench, name, job, terms, wire, ExactlyOnceOperator.Watch.NOBODY);
    }

    /**
     * The same with somebody who is told what the controller sees.
     *
     * @param terms what is different in the policy
     */
    static Story of(
            HazardBench bench,
            String name,
            TestJob.Topology job,
            UnaryOperator<Fields> terms,
            ExactlyOnceOperator.Wire wire,
            ExactlyOnceOperator.Watch watch) {
        bench.kafka().create(name + "-in", 2);
        // One partition: whatever is open in it holds up all that comes after.
        bench.kafka().create(name + "-out", 1);
        String storage = bench.folder().resolve("snapshots").toUri().toString();
        bench.folder().resolve("snapshots").toFile().mkdirs();
        Fields policy = yaml(POLICY.formatted(bench.kafka().bootstrapServers(), storage));
        return new Story(bench, name, new PlayedCluster(terms.apply(policy)), job, wire, watch);
    }

    /** Another deployment of the same namespace, policy and brokers, with topics of its own. */
    Story beside(String other, TestJob.Topology job) {
        bench.kafka().create(other + "-in", 2);
        bench.kafka().create(other + "-out", 1);
        return new Story(
                bench,
                other,
                cluster,
                job,
                ExactlyOnceOperator.Wire.DIRECT,
                ExactlyOnceOperator.Watch.NOBODY);
    }

    private static Fields yaml(String text) {
        try {
            return Yaml.readAll(text).get(0);
        } catch (ManifestException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path savepoints() {
        return bench.folder().resolve("snapshots").resolve("savepoints-" + name);
    }

    /** {@code kubectl apply} of the manifest with something different in it. */
    AdmissionPlan apply(UnaryOperator<Fields> difference) {
        Fields manifest =
                cluster.deployment(PlayedCluster.NAMESPACE, name)
                        .map(stored -> stored.object())
                        .orElseGet(
                                () ->
                                        yaml(
                                                DEPLOYMENT.formatted(
                                                        name, name + "-in", name + "-out")));
        return cluster.apply(difference.apply(manifest));
    }

    /** A revision with another image: admitted, not deployed yet. */
    void revise(int revision) {
        AdmissionPlan plan =
                apply(
                        object ->
                                object.with(
                                        "registry.example.com/copy:" + revision, "spec", "image"));
        assertThat(plan)
                .isInstanceOfSatisfying(
                        AdmissionPlan.Admit.class,
                        admit -> assertThat(admit.mark().revision()).isEqualTo(revision));
    }

    /** The same, to start with empty state: refused, and admitted once somebody has accepted it. */
    void reviseWithoutState(int revision) {
        UnaryOperator<Fields> stateless =
                object ->
                        object.with("registry.example.com/copy:" + revision, "spec", "image")
                                .with("stateless", "spec", "job", "upgradeMode");
        assertThat(apply(stateless))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal ->
                                assertThat(refusal.violations())
                                        .anyMatch(it -> it.code() == Code.STATELESS_UPGRADE));
        assertThat(apply(object -> accepting(stateless.apply(object), Code.STATELESS_UPGRADE)))
                .isInstanceOf(AdmissionPlan.Admit.class);
    }

    /** With the annotation by which somebody answers for a broken rule. */
    static Fields accepting(Fields object, Code code) {
        return object.with(
                code.id() + ": this is a test of it", RevisionMark.path(Annotations.ACCEPT));
    }

    /** Admitted and running. */
    TestJob start(int revision, @Nullable String from) {
        revise(revision);
        return upstream.deploy(from).job().awaitRunning();
    }

    /** As it is stored now. */
    FlinkDeployment stored() {
        return cluster.deployment(PlayedCluster.NAMESPACE, name).orElseThrow();
    }

    PlayedCluster cluster() {
        return cluster;
    }

    PlayedUpstream upstream() {
        return upstream;
    }

    /** Not running before a test starts it. */
    ExactlyOnceOperator operator() {
        return operator;
    }

    TestKafka kafka() {
        return bench.kafka();
    }

    String name() {
        return name;
    }

    String out() {
        return name + "-out";
    }

    /** Sends that many more records, and waits until the job has written them. */
    void copy(int count) {
        int before = written();
        send(count);
        await(count + " written").atMost(PATIENCE).until(() -> written() >= before + count);
    }

    void send(int count) {
        List<String> lines =
                IntStream.range(sent, sent + count).mapToObj(number -> "record-" + number).toList();
        sent += count;
        kafka().send(name + "-in", lines);
    }

    /** Records in the output topic, those of open and aborted transactions included. */
    int written() {
        return kafka().uncommitted(out()).size();
    }

    /** What a careful reader gets, sorted. */
    List<String> visible() {
        return kafka().committed(out()).stream()
                .map(ConsumerRecord::value)
                .map(TestKafka::text)
                .sorted()
                .toList();
    }

    void awaitVisible(int count) {
        await(count + " visible").atMost(PATIENCE).until(() -> visible().size() >= count);
    }

    /** All that was sent, sorted. */
    List<String> input() {
        return IntStream.range(0, sent).mapToObj(number -> "record-" + number).sorted().toList();
    }

    /** Open transactions of a revision, of every sink. */
    List<String> open(RunningRevision revision) {
        return kafka().openTransactions(revision.prefix());
    }
}
