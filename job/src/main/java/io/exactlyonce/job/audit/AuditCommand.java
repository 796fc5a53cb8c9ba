package io.exactlyonce.job.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.exactlyonce.job.audit.AuditException.Incomplete;
import io.exactlyonce.job.audit.AuditException.WrongUse;
import io.exactlyonce.job.audit.ledger.Ledgers;
import io.exactlyonce.job.audit.report.AuditReport;
import io.exactlyonce.job.audit.report.AuditReport.Obstacle;
import io.exactlyonce.job.audit.report.ReportText;
import io.exactlyonce.job.audit.report.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line of the audit. Exit codes: those of {@link Verdict}, and 2 for wrong use. Errors
 * are one line on stderr, never a stack trace.
 */
@Command(
        name = "audit",
        description = "Says from committed records whether any was lost, doubled or reordered.",
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:clean",
            "1:not clean: something was lost, doubled or reordered",
            "2:wrong use, unknown topic, or a compacted topic",
            "3:incomplete: not everything could be read, or nothing was there to judge"
        })
public final class AuditCommand implements Callable<Integer> {
    private static final int WRONG_USE = 2;
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(2);

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Addresses of the brokers, comma-separated.")
    private String bootstrapServers = "";

    @Parameters(arity = "1..*", paramLabel = "TOPIC", description = "The topics to audit.")
    private List<String> topics = List.of();

    @Option(names = "--follow", description = "Audit in rounds until Ctrl-C or SIGTERM.")
    private boolean follow;

    @Option(
            names = "--against",
            paramLabel = "INPUT_TOPIC",
            description = "Demand that every committed record of this topic is named once.")
    private @Nullable String against;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "The job's consumer group: input from its offsets on is pending.")
    private @Nullable String group;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "How long reading may stand still and a broker stay silent (500ms, 30s, 2m,"
                            + " 1h). Default: 30s.")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Kafka client properties, such as TLS and SASL.")
    private @Nullable Path commandConfig;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            converter = OutputConverter.class,
            description = "Form of the report. Default: text.")
    private Output output = Output.TEXT;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private enum Output {
        TEXT,
        JSON
    }

    /** The command with errors on one line; {@code execute(args)} returns the exit code. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new AuditCommand());
        line.setParameterExceptionHandler(
                (e, args) -> {
                    complain(e.getCommandLine().getErr(), e.getMessage() + " (--help shows usage)");
                    return WRONG_USE;
                });
        return line;
    }

    @Override
    public Integer call() {
        silenceLogging();
        PrintWriter err = commandLineOf().getErr();
        try {
            return audit(options());
        } catch (WrongUse e) {
            complain(err, String.valueOf(e.getMessage()));
            return WRONG_USE;
        } catch (RuntimeException e) {
            complain(err, "incomplete: unexpected " + e);
        } catch (OutOfMemoryError e) {
            complain(err, "incomplete: the heap is too small: give java a larger -Xmx");
        }
        return Verdict.INCOMPLETE.exitCode();
    }

    /** Kafka's client logs through SLF4J; outside Flink there is no provider, and SLF4J says so. */
    private static void silenceLogging() {
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
    }

    private CommandLine commandLineOf() {
        if (spec == null) {
            throw new IllegalStateException("run me through picocli");
        }
        return spec.commandLine();
    }

    private AuditOptions options() {
        return new AuditOptions(
                bootstrapServers,
                new LinkedHashSet<>(topics),
                against,
                group,
                follow,
                timeout,
                commandConfig == null ? Map.of() : Clients.properties(commandConfig));
    }

    private int audit(AuditOptions options) {
        if (!options.follow()) {
            return printed(once(options));
        }
        try (StopSignal stop = StopSignal.install()) {
            int code = printed(followed(options, stop));
            stop.reported(code);
            return code;
        }
    }

    private static AuditReport once(AuditOptions options) {
        try (KafkaAuditor auditor = new KafkaAuditor(options, () -> false)) {
            return auditor.round();
        } catch (Incomplete e) {
            return nothingRead(options, e.obstacle());
        }
    }

    private static AuditReport nothingRead(AuditOptions options, Obstacle obstacle) {
        return new Ledgers(options.topics(), null).report(obstacle);
    }

    private AuditReport followed(AuditOptions options, StopSignal stop) {
        AuditReport last =
                nothingRead(
                        options,
                        new Obstacle(List.of("stopped before the first round ended"), List.of()));
        try (KafkaAuditor auditor = new KafkaAuditor(options, stop::asked)) {
            int round = 1;
            do {
                last = auditor.round();
                status(round++, last);
            } while (!stop.askedWithin(BETWEEN_ROUNDS));
        } catch (CancellationException | InterruptException e) {
            // Stopped within a round: what the last full one said stands.
            return last;
        } catch (Incomplete e) {
            return nothingRead(options, e.obstacle());
        }
        return last;
    }

    private void status(int round, AuditReport report) {
        PrintWriter writer =
                output == Output.JSON ? commandLineOf().getErr() : commandLineOf().getOut();
        String reasons = String.join("; ", report.reasons());
        writer.println(
                report.verdictLine().replace("VERDICT audit:", "round " + round + ":")
                        + (reasons.isEmpty() ? "" : " (" + reasons + ")"));
        writer.flush();
    }

    private int printed(AuditReport report) {
        PrintWriter out = commandLineOf().getOut();
        if (output == Output.JSON) {
            out.println(json(report));
        } else {
            ReportText.lines(report).forEach(out::println);
        }
        out.flush();
        if (report.verdict() == Verdict.INCOMPLETE) {
            complain(
                    commandLineOf().getErr(), "incomplete: " + String.join("; ", report.reasons()));
        }
        return report.exitCode();
    }

    private static String json(AuditReport report) {
        try {
            return new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The report cannot be written as JSON", e);
        }
    }

    private static void complain(PrintWriter err, String message) {
        err.println("audit: " + message.lines().reduce((a, b) -> a + " " + b).orElse(""));
        err.flush();
    }

    /** Times as people write them. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        @Override
        public Duration convert(String value) {
            Matcher matcher = FORM.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "'" + value + "' is no time: write 500ms, 30s, 2m or 1h");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
    }

    /** Forms of the report. */
    static final class OutputConverter implements ITypeConverter<Output> {
        @Override
        public Output convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "text" -> Output.TEXT;
                case "json" -> Output.JSON;
                default -> throw new TypeConversionException("'" + value + "' is not text or json");
            };
        }
    }
}
