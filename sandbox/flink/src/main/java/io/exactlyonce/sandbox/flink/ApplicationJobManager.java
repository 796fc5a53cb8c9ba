package io.exactlyonce.sandbox.flink;

import java.io.File;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.DefaultPackagedProgramRetriever;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.entrypoint.ClusterEntrypointUtils;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/**
 * A JobManager that runs the {@code main} of the job jar found in {@code usrlib}, beside the folder
 * named by {@code FLINK_LIB_DIR}. As in Kubernetes, {@code main} runs again at every fail-over of
 * the JobManager.
 *
 * <p>Everything else comes from {@code config.yaml}: what to restore from ({@code
 * execution.state-recovery.path}) and, because the job graph is looked up under it at fail-over,
 * the job id ({@code $internal.pipeline.job-id}).
 */
public final class ApplicationJobManager extends ApplicationClusterEntryPoint {

    private ApplicationJobManager(Configuration configuration, PackagedProgram program) {
        super(configuration, program, StandaloneResourceManagerFactory.getInstance());
    }

    /** Runs until the process is stopped: {@code CONFIGURATION_FOLDER}. */
    public static void main(String[] args) throws Exception {
        Configuration configuration = GlobalConfiguration.loadConfiguration(args[0]);
        FileSystem.initialize(
                configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
        PackagedProgram program = jobIn(userLibraries(), configuration);
        configureExecution(configuration, program);
        ClusterEntrypoint.runClusterEntrypoint(new ApplicationJobManager(configuration, program));
    }

    private static PackagedProgram jobIn(File folder, Configuration configuration)
            throws Exception {
        // No class name: the one jar with a Main-Class in its manifest is the job.
        return DefaultPackagedProgramRetriever.create(folder, null, new String[0], configuration)
                .getPackagedProgram();
    }

    private static File userLibraries() {
        return ClusterEntrypointUtils.tryFindUserLibDirectory()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "No usrlib folder beside FLINK_LIB_DIR "
                                                + System.getenv("FLINK_LIB_DIR")
                                                + ": there is no job to run."));
    }
}
