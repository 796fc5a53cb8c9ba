package io.exactlyonce.sandbox.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.sandbox.cluster.Distribution;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.cluster.Workspace;
import io.exactlyonce.sandbox.feed.InputFile;
import io.exactlyonce.sandbox.feed.Pacer;
import io.exactlyonce.sandbox.kubernetes.Answer;
import io.exactlyonce.sandbox.kubernetes.ControlPlane;
import io.exactlyonce.sandbox.verdict.Verdict;
import io.exactlyonce.sandbox.verdict.VerdictRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real job on real processes, judged by a process that only knows input and output. */
class FaultsIT {
    private static final long SEED = 7;

    private Sandbox sandbox;
    private ControlPlane control;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(Workspace.create(), Distribution.ofThisBuild());
        control = ControlPlane.start(sandbox, SEED);
        sandbox.awaitReady();
        control.awaitReady();
    }

    @AfterEach
    void stop() {
        sandbox.close();
        if (control != null) {
            control.close();
        }
    }

    @Test
    void totalsSurviveKillsOfTaskManagerAndJobManagerAndRescales() throws Exception {
        RunPlan plan = plan("totals", 2_000, Duration.ofSeconds(40));
        try (PipelineRun run = PipelineRun.prepare(sandbox, control, plan, progress -> {})) {
            assertAdmittedAsOneRevision("copy");
            assertAdmittedAsOneRevision("dedupe");
            run.deploy(2);
            run.feed();

            run.enter(Pacer.Part.RECOVERY);
            PipelineRun.Kill taskManager = run.killTaskManager(0);
            run.enter(Pacer.Part.SECOND);
            PipelineRun.Kill jobManager = run.killJobManager();
            Answer unsafe = run.applyStateless(3);
            run.rescale(3);
            run.enter(Pacer.Part.THIRD);
            run.rescale(2);
            run.drain();
            run.stop();

            assertThat(unsafe).isInstanceOf(Answer.Refused.class);
            assertThat(run.revision().number()).isEqualTo(3);
            assertThat(taskManager.openRecords()).isPositive();
            assertThat(jobManager.openRecords()).isPositive();
            assertExactlyOnce(run, 2_000);
        }
    }

    @Test
    @Tag("slow")
    void repeatedEventsAreDroppedOnceThroughTenRescales() throws Exception {
        RunPlan plan = plan("dedupe", 20_000, Duration.ofSeconds(240));
        try (PipelineRun run = PipelineRun.prepare(sandbox, control, plan, progress -> {})) {
            run.deploy(2);
            run.feed();
            run.enter(Pacer.Part.THIRD);

            for (int parallelism : new int[] {4, 1, 3, 2, 4, 2, 1, 4, 3, 2}) {
                run.rescale(parallelism);
            }
            run.drain();
            run.stop();

            assertThat(run.revision().number()).isEqualTo(11);
            assertExactlyOnce(run, 20_000);
        }
    }

    /** An example as it is, and once more: the second write changes nothing. */
    private void assertAdmittedAsOneRevision(String pipeline) throws Exception {
        ObjectNode example = control.manifests().deployment(pipeline, Map.of());
        assertThat(control.apply(example))
                .isInstanceOfSatisfying(
                        Answer.Stored.class, first -> assertThat(first.completed()).isNotEmpty());
        assertThat(control.apply(example))
                .isInstanceOfSatisfying(
                        Answer.Stored.class,
                        second -> {
                            assertThat(second.written()).isEmpty();
                            assertThat(second.completed()).isEmpty();
                        });
    }

    private static void assertExactlyOnce(PipelineRun run, long records) throws Exception {
        Evidence evidence = run.evidence();
        Verdict verdict = evidence.verdict();
        assertThat(verdict.isExactlyOnce()).as(verdict.line(0)).isTrue();
        assertThat(verdict.in()).isEqualTo(records);
        assertThat(verdict.out()).isEqualTo(records);
        Evidence.Audit audit = evidence.audit();
        assertThat(audit.isClean()).as("audit: see " + audit.log()).isTrue();
    }

    private static RunPlan plan(String pipeline, long records, Duration pace) {
        Path flights = Distribution.ofThisBuild().repository().resolve("sandbox/data/flights.csv");
        return new RunPlan(
                InputFile.of(flights, records),
                records,
                new VerdictRequest.Rules(pipeline, "origin", null, null),
                pace,
                SEED);
    }
}
