package io.exactlyonce.sandbox.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.sandbox.cluster.InVainException;
import io.exactlyonce.sandbox.cluster.Sandbox;
import io.exactlyonce.sandbox.process.ChildProcess;
import io.exactlyonce.sandbox.process.ProcessSpec;
import io.exactlyonce.sandbox.verdict.CommittedTopic;
import io.exactlyonce.sandbox.verdict.Verdict;
import io.exactlyonce.sandbox.verdict.VerdictMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.IsolationLevel;

/** Looks at the result of a run, each time through somebody else's eyes. */
public final class Evidence {
    private static final int JUDGE_HEAP_MEBIBYTES = 384;
    private static final int AUDIT_HEAP_MEBIBYTES = 256;

    private final Sandbox sandbox;
    private final RunPlan plan;

    Evidence(Sandbox sandbox, RunPlan plan) {
        this.sandbox = sandbox;
        this.plan = plan;
    }

    /** Records of the output topic that a consumer with this isolation level is given. */
    public long count(IsolationLevel isolation) throws InterruptedException, ExecutionException {
        AtomicLong count = new AtomicLong();
        new CommittedTopic(sandbox.kafka().bootstrapServers(), sandbox.kafka().admin())
                .read(plan.outputTopic(), isolation, record -> count.incrementAndGet());
        return count.get();
    }

    /**
     * What the job's own audit of the lanes said.
     *
     * @param exitCode 0 when clean
     * @param log its report
     */
    public record Audit(int exitCode, Path log) {
        public boolean isClean() {
            return exitCode == 0;
        }
    }

    /** Runs the audit of the job jar as a process of its own. */
    public Audit audit() throws InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "audit",
                                "--bootstrap-servers",
                                sandbox.kafka().bootstrapServers(),
                                plan.outputTopic(),
                                plan.deadLetterTopic()));
        if (plan.isOneToOne()) {
            arguments.addAll(List.of("--against", plan.inputTopic()));
        }
        ChildProcess process =
                sandbox.processes()
                        .start(
                                ProcessSpec.plain(
                                        "audit",
                                        sandbox.distribution().jobJar().toString(),
                                        "io.exactlyonce.job.Main",
                                        arguments,
                                        AUDIT_HEAP_MEBIBYTES));
        return new Audit(process.exitCode(), process.log());
    }

    /**
     * Asks the judge, a process that knows the input file and the brokers only.
     *
     * @throws InVainException when it could not judge
     */
    public Verdict verdict() throws InterruptedException, IOException {
        ChildProcess process =
                sandbox.processes()
                        .start(
                                ProcessSpec.plain(
                                        "verdict",
                                        sandbox.distribution().sandboxClassPath(),
                                        VerdictMain.class.getName(),
                                        List.of(request()),
                                        JUDGE_HEAP_MEBIBYTES));
        int exitCode = process.exitCode();
        List<String> lines = Files.readAllLines(process.log());
        if (exitCode != 0 || lines.isEmpty()) {
            throw new InVainException("The judge failed; its log: " + process.log());
        }
        return new ObjectMapper().readValue(lines.get(lines.size() - 1), Verdict.class);
    }

    private String request() throws JsonProcessingException {
        return new ObjectMapper()
                .writeValueAsString(plan.verdictRequest(sandbox.kafka().bootstrapServers()));
    }
}
