package io.exactlyonce.operator;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Runs the webhook and the controller in a cluster, or with the current kubeconfig.",
            "Settings are environment variables EXACTLY_ONCE_* and the file; the environment wins."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class RunCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
    private @Nullable Path configuration;

    @Spec private @Nullable CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        SettingsLoader.Loaded loaded;
        try {
            loaded = SettingsLoader.load(System.getenv(), Optional.ofNullable(configuration));
        } catch (SettingsLoader.WrongSettingsException e) {
            complain(e);
            return WRONG_USE;
        }
        Configurator.setLevel(
                RunCommand.class.getPackageName(),
                Level.valueOf(loaded.settings().monitoring().logLevel().name()));
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        CompletableFuture<OperatorProcess> running = new CompletableFuture<>();
        stopOnSignal(running);
        try {
            running.complete(OperatorProcess.start(loaded));
        } catch (Exception e) {
            log.error("event=start-failed", e);
            return FAILED;
        } finally {
            running.cancel(false);
        }
        Thread.currentThread().join();
        return FAILED;
    }

    /**
     * A stop that was asked for is no failure, so not the JVM's 143. It may come while the start is
     * still under way: then it waits for that, so that all that was started is stopped.
     */
    private static void stopOnSignal(CompletableFuture<OperatorProcess> running) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        running.join().close();
                                    } catch (CancellationException e) {
                                        // It did not start, and the exit code says so.
                                        return;
                                    }
                                    LogManager.shutdown();
                                    Runtime.getRuntime().halt(0);
                                },
                                "stop"));
    }

    private void complain(Exception problem) {
        if (command != null) {
            command.commandLine()
                    .getErr()
                    .println("The operator does not start:\n" + problem.getMessage());
        }
    }
}
