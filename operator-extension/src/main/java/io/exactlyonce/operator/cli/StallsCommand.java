package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.port.UnavailableException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what careful readers of topics wait for. Changes nothing. */
@Command(
        name = "stalls",
        description = {
            "Says for each partition whose last stable offset stands still which transaction holds"
                    + " it, whose it is, and what to do. Changes nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:careful readers get everything",
            "1:some of them wait",
            "2:the brokers cannot be asked, or tell nothing",
            "3:none is seen to wait, but not all could be looked at"
        })
public final class StallsCommand implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int STALLED = 1;
    private static final int WRONG_USE = 2;
    private static final int UNKNOWN = 3;

    private final Access access;
    private final InstantSource clock;

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Topics to look at.")
    private String[] topics = {};

    @Mixin private Connection connection = new Connection();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Spec private @Nullable CommandSpec command;

    public StallsCommand(Access access, InstantSource clock) {
        this.access = access;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
        PrintWriter err = Objects.requireNonNull(command).commandLine().getErr();
        try {
            return run(out);
        } catch (WrongUseException | UnavailableException e) {
            err.println("Nothing is known: " + e.getMessage());
            return WRONG_USE;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int run(PrintWriter out) throws WrongUseException {
        StallSearch.Found found =
                new StallSearch(access.kafka(connection.properties()), connection.policy())
                        .in(List.of(topics));
        StallText text = new StallText(clock.instant());
        found.waits().forEach(wait -> out.println(text.of(wait)));
        found.unseen()
                .forEach(
                        (topic, why) ->
                                out.println("Nothing is known of " + topic + ": " + why + "."));
        out.println(text.summary(found));
        if (!found.waits().isEmpty()) {
            return STALLED;
        }
        return found.unseen().isEmpty() ? FINE : UNKNOWN;
    }
}
