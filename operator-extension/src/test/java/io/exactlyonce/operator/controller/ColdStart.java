package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.controller.RunningController.Setup;
import io.exactlyonce.operator.flink.JobManagerAddress;
import io.exactlyonce.operator.flink.JobManagers;
import io.exactlyonce.operator.storage.NoStorage;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A controller in a JVM of its own, from its start until it has carried out a plan for every
 * deployment. Prints how long that took, and its heap.
 */
public final class ColdStart {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int PATIENCE_SECONDS = 300;

    private ColdStart() {}

    /**
     * @param arguments kubeconfig, namespace, number of deployments
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Config config = Config.fromKubeconfig(Files.readString(Path.of(arguments[0])));
        int expected = Integer.parseInt(arguments[2]);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(1);
        long start = System.nanoTime();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
                JobManagers jobManagers =
                        new JobManagers(JobManagerAddress.SERVICE, InstantSource.system());
                RunningController running =
                        RunningController.start(
                                client,
                                Setup.of(arguments[1])
                                        .with(jobManagers, new NoStorage(), InstantSource.system())
                                        .reporting(
                                                (namespace, name, facts, plan) -> {
                                                    seen.add(name);
                                                    if (seen.size() == expected) {
                                                        all.countDown();
                                                    }
                                                }))) {
            boolean done = all.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;
            long peak = peak();
            System.gc();
            System.out.printf(
                    "reconciled=%d of=%d seconds=%.1f heapAfterGcMiB=%d heapPeakMiB=%d cpuSeconds=%.1f healthy=%s%n",
                    seen.size(),
                    expected,
                    seconds,
                    used(),
                    peak,
                    cpu(),
                    done && running.isHealthy());
        }
        System.exit(0);
    }

    /** Of the whole process, its start included. */
    private static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                                ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                / MEBIBYTE;
    }
}
