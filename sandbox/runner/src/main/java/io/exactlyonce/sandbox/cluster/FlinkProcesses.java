package io.exactlyonce.sandbox.cluster;

import io.exactlyonce.sandbox.process.ChildProcess;
import io.exactlyonce.sandbox.process.ProcessGroup;
import io.exactlyonce.sandbox.process.ProcessSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How a JobManager and a TaskManager are started: what Flink's shell scripts do elsewhere. */
final class FlinkProcesses {
    private static final int JOB_MANAGER_HEAP = 256;
    // Framework heap and task heap of KubernetesTranslation.
    private static final int TASK_MANAGER_HEAP = 224;

    private final ProcessGroup group;
    private final Distribution distribution;
    private final Path home;
    private final Path log4j;

    FlinkProcesses(ProcessGroup group, Distribution distribution, Workspace workspace) {
        this.group = group;
        this.distribution = distribution;
        this.home = workspace.folder("flink-home");
        workspace.folder("flink-home/lib");
        this.log4j = home.resolve("log4j2.properties");
        Path libraries = workspace.folder("flink-home/usrlib");
        try (InputStream resource =
                Objects.requireNonNull(
                        FlinkProcesses.class.getResourceAsStream("/flink-log4j2.properties"))) {
            // A copy, so that a build during a run does not pull the jar from under the job.
            Files.copy(
                    distribution.jobJar(),
                    libraries.resolve("job.jar"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.copy(resource, log4j, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lay out Flink's folders", e);
        }
    }

    ChildProcess jobManager(String name, Path configuration, Map<String, String> secrets) {
        return group.start(
                new ProcessSpec(
                        name,
                        distribution.flinkClassPath(),
                        "io.exactlyonce.sandbox.flink.ApplicationJobManager",
                        List.of(configuration.toString()),
                        JOB_MANAGER_HEAP,
                        extras(secrets)));
    }

    ChildProcess taskManager(String name, Path configuration, Map<String, String> secrets) {
        return group.start(
                new ProcessSpec(
                        name,
                        distribution.flinkClassPath(),
                        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                        List.of(
                                "--configDir",
                                configuration.toString(),
                                "-Dtaskmanager.resource-id=" + name),
                        TASK_MANAGER_HEAP,
                        extras(secrets)));
    }

    private ProcessSpec.Extras extras(Map<String, String> secrets) {
        List<String> options = new ArrayList<>();
        options.add("-Dlog4j.configurationFile=" + log4j);
        options.add("-XX:MaxMetaspaceSize=192m");
        for (String open :
                List.of(
                        "java.lang",
                        "java.net",
                        "java.io",
                        "java.nio",
                        "sun.nio.ch",
                        "java.lang.reflect",
                        "java.text",
                        "java.time",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.concurrent.atomic",
                        "java.util.concurrent.locks")) {
            options.add("--add-opens=java.base/" + open + "=ALL-UNNAMED");
        }
        Map<String, String> environment = new HashMap<>(secrets);
        environment.put("FLINK_LIB_DIR", home.resolve("lib").toString());
        environment.put("FLINK_PLUGINS_DIR", distribution.flinkPlugins().toString());
        return new ProcessSpec.Extras(options, environment);
    }
}
