package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.controller.Cluster;
import io.exactlyonce.operator.controller.ColdStart;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.plan.TraceReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long a new controller takes to know a thousand deployments, and in how much memory; with the
 * ledgers still to be written, and again with all of them there. Run alone:
 *
 * <pre>
 * KUBEBUILDER_ASSETS=$(build/kubernetes-assets) mvn -Pslow -pl operator-extension verify \
 *   -Dit.test=ColdStartIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("slow")
@RequiresApiServer(UpstreamCrd.V1_15_LIKE)
class ColdStartIT {
    private static final int DEPLOYMENTS = 1_000;
    private static final int WRITERS = 8;
    private static final double LONGEST_SECONDS = 60;
    private static final Path CRDS = Path.of("..", "k8s", "base", "crds");

    /** The bar of the heap, set as the limit of the JVM: with less it would not come to the end. */
    private static final String HEAP = "-Xmx128m";

    private static final Pattern FIGURES =
            Pattern.compile("reconciled=(\\d+) of=\\d+ seconds=([0-9.]+) .* healthy=true");

    @Test
    void aThousandDeploymentsAreKnownWithinAMinuteIn128MiB(TestApiServer server)
            throws IOException, InterruptedException {
        for (String crd : List.of("exactlyoncepolicies", "transactionledgers")) {
            server.install(Files.readString(CRDS.resolve(crd + ".exactlyonce.io.yaml")));
        }
        TestNamespace namespace = server.newNamespace("cold-start");
        Cluster cluster = new Cluster(server.client(), namespace.name());
        cluster.policy("standard");
        fill(cluster);

        for (String what : List.of("no ledger yet", "every ledger there")) {
            String figures = start(server.kubeconfig(), namespace.name());
            System.out.println(what + ": " + figures);
            Matcher matcher = FIGURES.matcher(figures);
            assertThat(matcher.matches()).describedAs(figures).isTrue();
            assertThat(Integer.parseInt(matcher.group(1))).isEqualTo(DEPLOYMENTS);
            assertThat(Double.parseDouble(matcher.group(2))).isLessThanOrEqualTo(LONGEST_SECONDS);
        }
    }

    /** Deployments as upstream 1.15 leaves them after a rescale, with two copies of their spec. */
    private static void fill(Cluster cluster) throws InterruptedException {
        FlinkDeployment model =
                TraceReplay.of("orders", List.of(1, 2, 2, 3, 4, 5, 5)).stream()
                        .flatMap(step -> step.present().stream())
                        .reduce((earlier, later) -> later)
                        .orElseThrow();
        List<Thread> writers =
                IntStream.range(0, WRITERS)
                        .mapToObj(first -> new Thread(() -> fill(cluster, model, first)))
                        .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static void fill(Cluster cluster, FlinkDeployment model, int first) {
        for (int i = first; i < DEPLOYMENTS; i += WRITERS) {
            String name = "orders-" + i;
            Fields object =
                    model.object()
                            .without("metadata", "finalizers")
                            .without("metadata", "generation")
                            .without("metadata", "uid")
                            .without("status", "taskManager")
                            .with(name, "metadata", "name")
                            .with(cluster.namespace(), "metadata", "namespace")
                            .with("flink.apache.org/v1beta1", "apiVersion")
                            .with("FlinkDeployment", "kind");
            cluster.create(Kinds.FLINK_DEPLOYMENT, object);
            cluster.status(name, status -> object.object("status"));
        }
    }

    private static String start(Path kubeconfig, String namespace)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                HEAP,
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ColdStart.class.getName(),
                                kubeconfig.toAbsolutePath().toString(),
                                namespace,
                                Integer.toString(DEPLOYMENTS))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return printed.lines()
                    .filter(line -> line.startsWith("reconciled="))
                    .findFirst()
                    .orElse("exit code " + process.exitValue() + "\n" + printed);
        } finally {
            process.destroyForcibly();
        }
    }
}
