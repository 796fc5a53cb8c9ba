package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.controller.Cluster;
import io.exactlyonce.operator.controller.ColdStart;
import io.exactlyonce.operator.controller.PlayedWebhook;
import io.exactlyonce.operator.kubernetes.Kinds;
import java.io.IOException;
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

    /** The bar of the heap, set as the limit of the JVM: with less it would not come to the end. */
    private static final String HEAP = "-Xmx128m";

    private static final Pattern FIGURES =
            Pattern.compile("reconciled=(\\d+) of=\\d+ seconds=([0-9.]+) .* healthy=true");

    @Test
    void aThousandDeploymentsAreKnownWithinAMinuteIn128MiB(TestApiServer server)
            throws IOException, InterruptedException {
        server.installOurs();
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

    /** Deployments as they are once upstream runs them, with two copies of their spec. */
    private static void fill(Cluster cluster) throws InterruptedException {
        PlayedWebhook webhook =
                new PlayedWebhook(cluster.read(Kinds.POLICY, "standard").orElseThrow());
        List<Thread> writers =
                IntStream.range(0, WRITERS)
                        .mapToObj(first -> new Thread(() -> fill(cluster, webhook, first)))
                        .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static void fill(Cluster cluster, PlayedWebhook webhook, int first) {
        for (int i = first; i < DEPLOYMENTS; i += WRITERS) {
            String name = "orders-" + i;
            cluster.create(
                    Kinds.FLINK_DEPLOYMENT,
                    webhook.admit(name, Cluster.parsed(cluster.manifest(name, "running")), null));
            cluster.deployed(name, "a".repeat(32), "RUNNING", "");
            cluster.status(
                    name,
                    status ->
                            status.with(
                                    status.text("reconciliationStatus", "lastReconciledSpec")
                                            .orElseThrow(),
                                    "reconciliationStatus",
                                    "lastStableSpec"));
        }
    }

    private static String start(Path kubeconfig, String namespace)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                HEAP,
                                "-XX:+UseSerialGC",
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
