package io.exactlyonce.sandbox.scenario;

import io.exactlyonce.sandbox.cluster.Distribution;
import io.exactlyonce.sandbox.cluster.FlinkDeployment;
import io.exactlyonce.sandbox.cluster.InVainException;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.cluster.Workspace;
import io.exactlyonce.sandbox.feed.Feeder;
import io.exactlyonce.sandbox.feed.Pacer;
import io.exactlyonce.sandbox.kubernetes.Answer;
import io.exactlyonce.sandbox.kubernetes.ControlPlane;
import io.exactlyonce.sandbox.terminal.Style;
import io.exactlyonce.sandbox.terminal.Terminal;
import io.exactlyonce.sandbox.terminal.Terminal.Row;
import io.exactlyonce.sandbox.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./sandbox/run} shows: records flow, a TaskManager is killed in mid-transaction, the
 * job is rescaled twice, and in the end somebody counts.
 */
public final class Story {
    /** Time to watch records flow between two events. */
    private static final Duration INTERLUDE = Duration.ofSeconds(4);

    private static final int FIRST_PARALLELISM = 2;
    private static final int SECOND_PARALLELISM = 4;
    private static final int THIRD_PARALLELISM = 3;

    private final RunPlan plan;
    private final Terminal terminal;
    private final boolean keep;
    private final List<Row> table = new ArrayList<>();
    private volatile @Nullable Feeder feeder;
    private volatile String stage = "";

    /**
     * @param keep leave the system up afterwards, until the process is ended
     */
    public Story(RunPlan plan, Terminal terminal, boolean keep) {
        this.plan = plan;
        this.terminal = terminal;
        this.keep = keep;
    }

    /**
     * Tells the story from the start to the line with the verdict; throws when it could not be
     * told.
     *
     * @return whether everything came out exactly once
     */
    public boolean tell() throws Exception {
        Workspace workspace = Workspace.create();
        terminal.line(Style.BOLD, "Exactly-once sandbox");
        terminal.line(Style.PLAIN, introduction());
        terminal.line(Style.PLAIN, "Logs: " + workspace.logs());
        Sandbox sandbox = Sandbox.start(workspace, Distribution.ofThisBuild());
        Thread stop = new Thread(sandbox::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try (sandbox) {
            terminal.step("Starting Kafka, an S3 server, ZooKeeper and the operator …");
            try (ControlPlane control = ControlPlane.start(sandbox, plan.seed())) {
                sandbox.awaitReady();
                control.awaitReady();
                return run(sandbox, control);
            }
        }
    }

    private String introduction() {
        String value = plan.rules().valueField();
        return "%s: %,d records, pipeline %s, key %s%s, seed %d"
                .formatted(
                        plan.input().path(),
                        plan.records(),
                        plan.rules().pipeline(),
                        plan.rules().keyField(),
                        value == null ? "" : ", value " + value,
                        plan.seed());
    }

    private boolean run(Sandbox sandbox, ControlPlane control) throws Exception {
        Edits edits = new Edits(terminal, sandbox.workspace().logs());
        try (PipelineRun run = PipelineRun.prepare(sandbox, control, plan, this::showProgress)) {
            begin(sandbox, run, edits);
            Thread.sleep(INTERLUDE.toMillis());
            kill(run);
            Thread.sleep(INTERLUDE.toMillis());
            refuse(run, edits);
            rescale(run, SECOND_PARALLELISM, Pacer.Part.SECOND, edits);
            Thread.sleep(INTERLUDE.toMillis());
            rescale(run, THIRD_PARALLELISM, Pacer.Part.THIRD, edits);
            Thread.sleep(INTERLUDE.toMillis());
            end(run);
            boolean clean = judge(sandbox, run);
            if (keep) {
                keepUp(sandbox, run);
            }
            return clean;
        }
    }

    private void begin(Sandbox sandbox, PipelineRun run, Edits edits) throws Exception {
        terminal.step(
                "Kafka serves on %s; topics %s → %s, %s"
                        .formatted(
                                sandbox.kafka().bootstrapServers(),
                                plan.inputTopic(),
                                plan.outputTopic(),
                                plan.deadLetterTopic()));
        Answer.Stored stored = run.apply(FIRST_PARALLELISM);
        terminal.good(
                "kubectl apply -f k8s/examples/%s.yaml: admitted, with %d settings added to it"
                        .formatted(plan.rules().pipeline(), stored.completed().size()));
        edits.show(stored);
        terminal.step("Starting Flink with that: a JobManager and two TaskManagers …");
        FlinkDeployment deployment = run.roll();
        terminal.good("The job runs: " + describe(run, deployment));
        stage = name(run);
        feeder = run.feed();
        deployment.awaitNewCheckpoint();
    }

    private static String describe(PipelineRun run, FlinkDeployment deployment) {
        return "%s, parallelism %d, prefix %s — Flink UI %s"
                .formatted(
                        run.revision().name(),
                        run.revision().parallelism(),
                        run.revision().prefix(),
                        deployment.rest().address());
    }

    private static String name(PipelineRun run) {
        return run.revision().name() + " ×" + run.revision().parallelism();
    }

    private void kill(PipelineRun run) throws Exception {
        int index = new Random(plan.seed()).nextInt(2);
        run.enter(Pacer.Part.RECOVERY);
        terminal.blow("SIGKILL of a TaskManager in mid-transaction …");
        PipelineRun.Kill kill = run.killTaskManager(index);
        String open =
                kill.openRecords() > 0
                        ? "with %,d records in open transactions".formatted(kill.openRecords())
                        : "(no transaction was open: records are too rare)";
        terminal.good(
                "Killed %s %s; recovered, output stood still for %s"
                        .formatted(kill.victim(), open, seconds(kill.gap())));
        table.add(new Row("output gap, SIGKILL of a TaskManager", seconds(kill.gap())));
    }

    private void refuse(PipelineRun run, Edits edits) throws Exception {
        terminal.blow(
                "kubectl apply with parallelism %d and upgradeMode stateless …"
                        .formatted(SECOND_PARALLELISM));
        if (run.applyStateless(SECOND_PARALLELISM) instanceof Answer.Refused refused) {
            terminal.good("Refused; the job runs on untouched:");
            edits.show(refused);
        } else {
            throw new InVainException("The webhook let an edit through that loses all state");
        }
    }

    private void rescale(PipelineRun run, int parallelism, Pacer.Part part, Edits edits)
            throws Exception {
        int before = run.revision().parallelism();
        terminal.blow(
                "kubectl apply with parallelism %d: stop with savepoint …".formatted(parallelism));
        run.enter(part);
        Duration gap = run.rescale(parallelism, edits::show);
        stage = name(run);
        terminal.good(
                "Runs as %s, prefix %s; output stood still for %s"
                        .formatted(name(run), run.revision().prefix(), seconds(gap)));
        table.add(
                new Row(
                        "output gap, rescale %d → %d".formatted(before, parallelism),
                        seconds(gap)));
    }

    private void end(PipelineRun run) throws Exception {
        terminal.step("Waiting for the rest of the input …");
        run.drain();
        stage = "";
        String savepoint = run.stop();
        terminal.good("All input is processed and committed; job stopped with " + savepoint);
    }

    private boolean judge(Sandbox sandbox, PipelineRun run) throws Exception {
        Evidence evidence = run.evidence();
        terminal.step("Reading the output as a careful and as a careless consumer …");
        long committed = evidence.count(IsolationLevel.READ_COMMITTED);
        long uncommitted = evidence.count(IsolationLevel.READ_UNCOMMITTED);
        terminal.step("Auditing the lanes …");
        Evidence.Audit audit = evidence.audit();
        terminal.step("Asking the judge …");
        Verdict verdict = evidence.verdict();
        report(committed, uncommitted, audit, sandbox);
        boolean clean = verdict.isExactlyOnce() && audit.isClean();
        if (!audit.isClean()) {
            terminal.bad("What the audit found: " + audit.log());
        }
        terminal.line(clean ? Style.GOOD : Style.RED, verdict.line(audit.exitCode()));
        return clean;
    }

    private void report(long committed, long uncommitted, Evidence.Audit audit, Sandbox sandbox) {
        Feeder fed = feeder;
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("records fed", "%,d".formatted(plan.records())));
        if (fed != null) {
            rows.add(new Row("… written and aborted on purpose", "%,d".formatted(fed.aborted())));
            if (fed.repeated() > 0) {
                rows.add(new Row("… sent twice on purpose", "%,d".formatted(fed.repeated())));
            }
        }
        rows.add(new Row("output, read_committed", "%,d records".formatted(committed)));
        rows.add(
                new Row(
                        "output, read_uncommitted",
                        "%,d records: a careless consumer sees %,d that never happened"
                                .formatted(uncommitted, uncommitted - committed)));
        rows.addAll(table);
        rows.add(
                new Row(
                        "audit of the lanes",
                        audit.isClean()
                                ? "clean"
                                : "NOT clean (exit code " + audit.exitCode() + ")"));
        rows.add(new Row("peak memory of all processes", sandbox.peakMemoryMebibytes() + " MiB"));
        rows.add(new Row("time", seconds(terminal.elapsed())));
        terminal.line(Style.PLAIN, "");
        terminal.table(rows);
        terminal.line(Style.PLAIN, "");
    }

    private void keepUp(Sandbox sandbox, PipelineRun run) throws Exception {
        stage = "";
        terminal.step("Starting the job again, to stay up …");
        try {
            FlinkDeployment deployment = run.resume();
            terminal.good("Still up: " + describe(run, deployment));
        } catch (RuntimeException | IOException e) {
            terminal.bad("The verdict stands, but the job did not come up: " + e.getMessage());
        }
        terminal.good(
                "Kafka: %s; topics %s → %s, %s; stop with Ctrl-C"
                        .formatted(
                                sandbox.kafka().bootstrapServers(),
                                plan.inputTopic(),
                                plan.outputTopic(),
                                plan.deadLetterTopic()));
        new CountDownLatch(1).await();
    }

    private void showProgress(CommitTimeline.Progress progress) {
        Feeder fed = feeder;
        if (fed != null && !stage.isEmpty()) {
            terminal.status(
                    "%s  %s  fed %,d of %,d   committed %,d   open %,d"
                            .formatted(
                                    stage,
                                    ProgressBar.of(fed.sent(), plan.records()),
                                    fed.sent(),
                                    plan.records(),
                                    progress.committed(),
                                    progress.open()));
        }
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }
}
