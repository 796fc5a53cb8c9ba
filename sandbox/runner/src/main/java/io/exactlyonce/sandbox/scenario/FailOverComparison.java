package io.exactlyonce.sandbox.scenario;

import io.exactlyonce.sandbox.cluster.Distribution;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.cluster.Workspace;
import io.exactlyonce.sandbox.feed.Pacer;
import io.exactlyonce.sandbox.kubernetes.ControlPlane;
import io.exactlyonce.sandbox.terminal.Style;
import io.exactlyonce.sandbox.terminal.Terminal;
import io.exactlyonce.sandbox.terminal.Terminal.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * How long the output stands still after the loss of a TaskManager: with Flink's own fail-over
 * settings, written by the user, and with those that the webhook adds where the user writes none.
 */
public final class FailOverComparison {
    /** Defaults of Flink 2.2, see its configuration reference. */
    private static final Map<String, String> FLINK_DEFAULTS =
            new TreeMap<>(
                    Map.of(
                            "heartbeat.interval", "10 s",
                            "heartbeat.timeout", "50 s",
                            "restart-strategy.type", "exponential-delay",
                            "restart-strategy.exponential-delay.initial-backoff", "1 s",
                            "restart-strategy.exponential-delay.max-backoff", "1 min"));

    private static final int KILLS = 3;
    private static final Duration CALM = Duration.ofSeconds(8);

    private final RunPlan plan;
    private final Terminal terminal;

    /**
     * @param plan whose input must last for about seven minutes
     */
    public FailOverComparison(RunPlan plan, Terminal terminal) {
        this.plan = plan;
        this.terminal = terminal;
    }

    /** Measures and prints. */
    public void run() throws Exception {
        Workspace workspace = Workspace.create();
        terminal.line(Style.BOLD, "Fail-over: Flink's defaults, and what the webhook adds");
        terminal.line(Style.PLAIN, "Logs: " + workspace.logs());
        Sandbox sandbox = Sandbox.start(workspace, Distribution.ofThisBuild());
        Thread stop = new Thread(sandbox::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        List<Row> table = new ArrayList<>();
        try (sandbox;
                ControlPlane control = ControlPlane.start(sandbox, plan.seed())) {
            sandbox.awaitReady();
            control.awaitReady();
            try (PipelineRun run = PipelineRun.prepare(sandbox, control, plan, progress -> {})) {
                run.configure(FLINK_DEFAULTS);
                run.deploy(2);
                run.feed();
                run.enter(Pacer.Part.THIRD);
                table.addAll(measure(run, "Flink's settings"));
                run.unset(FLINK_DEFAULTS.keySet());
                run.rescale(2);
                table.addAll(measure(run, "the webhook's settings"));
            }
        }
        terminal.table(table);
    }

    private List<Row> measure(PipelineRun run, String settings) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            int victim = i % 2;
            rows.add(row(settings, "SIGKILL", () -> run.killTaskManager(victim)));
        }
        rows.add(row(settings, "SIGSTOP", () -> run.hangTaskManager(KILLS % 2)));
        return rows;
    }

    private Row row(String settings, String blow, Callable<PipelineRun.Kill> kill)
            throws Exception {
        Thread.sleep(CALM.toMillis());
        terminal.blow(blow + " of a TaskManager with " + settings + " …");
        PipelineRun.Kill done = kill.call();
        String gap = "%.1f s".formatted(done.gap().toMillis() / 1000.0);
        terminal.good("Recovered; output stood still for " + gap);
        return new Row("output gap, " + blow + ", " + settings, gap);
    }
}
