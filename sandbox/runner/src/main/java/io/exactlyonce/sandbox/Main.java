package io.exactlyonce.sandbox;

import io.exactlyonce.sandbox.cluster.Distribution;
import io.exactlyonce.sandbox.feed.BadInputException;
import io.exactlyonce.sandbox.feed.InputFile;
import io.exactlyonce.sandbox.feed.Survey;
import io.exactlyonce.sandbox.scenario.FailOverComparison;
import io.exactlyonce.sandbox.scenario.RunPlan;
import io.exactlyonce.sandbox.scenario.Story;
import io.exactlyonce.sandbox.terminal.Terminal;
import io.exactlyonce.sandbox.verdict.VerdictRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command behind {@code ./sandbox/run}. */
@Command(
        name = "sandbox/run",
        description = {
            "Moves records through a real Kafka broker with a real Flink job, exactly once:",
            "through a SIGKILL in mid-transaction and two rescales, with evidence at the end.",
            "The job is the FlinkDeployment in k8s/examples, completed by the operator's webhook;",
            "every rescale is an edit that goes through it."
        },
        mixinStandardHelpOptions = false,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Exit code: 0 every record came out exactly once, 1 not or unknown, 2 wrong use."
        })
public final class Main implements Callable<Integer> {
    private static final int WRONG_USE = 2;
    private static final long DEFAULT_LIMIT = 100_000;
    private static final Duration PACE = Duration.ofSeconds(60);
    private static final Duration LONG_PACE = Duration.ofMinutes(15);

    /** What {@code --pipeline} takes; spelled as on the command line. */
    enum PipelineName {
        copy,
        dedupe,
        totals
    }

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "A .csv file with a header line, or a .jsonl file with one JSON object a line."
                            + " Default: 20,000 flights, sandbox/data/flights.csv.")
    private @Nullable Path input;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Feed the first N records only. Default: all, but no more than 100,000.")
    private @Nullable Long records;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            defaultValue = "totals",
            description = "One of ${COMPLETION-CANDIDATES}. Default: totals.")
    private PipelineName pipeline = PipelineName.totals;

    @Option(
            names = "--key",
            paramLabel = "FIELD",
            description =
                    "Field to key by: totals groups by it, dedupe takes it for the event id (without"
                            + " it, every record of the file is an event). Default: origin, or the"
                            + " first field.")
    private @Nullable String key;

    @Option(
            names = "--value",
            paramLabel = "FIELD",
            description = "Field that totals adds up. Default: the first numeric one.")
    private @Nullable String value;

    @Option(
            names = "--keep",
            description = "Leave everything up afterwards, until Ctrl-C, and print the addresses.")
    private boolean keep;

    @Option(
            names = "--compare-failover",
            description =
                    "Instead of the story: how long the output stands still after the loss of a"
                            + " TaskManager, with Flink's fail-over settings and with those of the"
                            + " webhook. About eight minutes.")
    private boolean compareFailOver;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Repeats the choices of an earlier run: what is killed, what is aborted.")
    private @Nullable Long seed;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and exit.")
    private boolean help;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Main());
        command.setParameterExceptionHandler(
                (error, arguments) ->
                        wrongUse(error.getCommandLine().getErr(), error.getMessage()));
        command.setExecutionExceptionHandler(
                (error, failed, parsed) -> {
                    if (error instanceof BadInputException) {
                        return wrongUse(failed.getErr(), error.getMessage());
                    }
                    failed.getErr().println("The sandbox failed: " + describe(error));
                    failed.getErr().flush();
                    System.out.println("VERDICT unknown: the run did not get to its end");
                    return 1;
                });
        return command;
    }

    private static int wrongUse(PrintWriter err, @Nullable String message) {
        String line = String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
        err.println("sandbox/run: " + line + " (see --help)");
        err.flush();
        return WRONG_USE;
    }

    private static String describe(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    @Override
    public Integer call() throws Exception {
        if (compareFailOver) {
            new FailOverComparison(plan(), Terminal.ofProcess()).run();
            return 0;
        }
        return new Story(plan(), Terminal.ofProcess(), keep).tell() ? 0 : 1;
    }

    RunPlan plan() {
        if (records != null && records < 1) {
            throw new BadInputException("--records " + records + ": must be at least 1");
        }
        if (value != null && pipeline != PipelineName.totals) {
            throw new BadInputException("--value is for --pipeline totals only");
        }
        Path file =
                input != null
                        ? input
                        : Distribution.ofThisBuild()
                                .repository()
                                .resolve("sandbox/data/flights.csv");
        InputFile inputFile = InputFile.of(file, records == null ? DEFAULT_LIMIT : records);
        Survey survey = Survey.of(inputFile);
        if (key != null) {
            survey.require("--key", key);
        }
        if (value != null) {
            survey.require("--value", value);
        }
        String keyField = key != null ? key : survey.defaultKey();
        String valueField =
                value != null || pipeline != PipelineName.totals
                        ? value
                        : survey.defaultValue(keyField);
        boolean byField = pipeline == PipelineName.dedupe && key != null;
        return new RunPlan(
                inputFile,
                survey.records(),
                new VerdictRequest.Rules(
                        pipeline.name(), keyField, valueField, byField ? key : null),
                compareFailOver ? LONG_PACE : PACE,
                seed != null ? seed : ThreadLocalRandom.current().nextLong(1_000_000));
    }
}
