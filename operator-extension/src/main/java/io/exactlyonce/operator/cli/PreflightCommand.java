package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.transaction.Fate;
import io.exactlyonce.operator.transaction.Preflight;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what starting from a snapshot would do, or commits what it holds pending. */
@Command(
        name = "preflight",
        description = {
            "Reads which transactions a checkpoint or savepoint holds pending and asks the brokers"
                    + " what has become of each. Changes nothing, unless --settle is given."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:a job that starts from it neither loses nor repeats anything",
            "1:something is lost, or cannot be told",
            "2:the snapshot or the brokers cannot be read"
        })
public final class PreflightCommand implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int UNSAFE = 1;
    private static final int WRONG_USE = 2;

    private final Access access;
    private final InstantSource clock;

    @Parameters(
            paramLabel = "SNAPSHOT",
            description = "Path as Flink names it, such as s3://bucket/dir/<job id>/chk-42.")
    private String snapshot = "";

    @Mixin private Connection connection = new Connection();

    @Option(
            names = "--settle",
            description =
                    "Commits every transaction that is still open, as the job's own committer would:"
                            + " for a job that cannot come back in time. Its results are final then."
                            + " The job must not run.")
    private boolean settle;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Spec private @Nullable CommandSpec command;

    public PreflightCommand(Access access, InstantSource clock) {
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
        Policy policy = connection.policyOf(snapshot);
        SnapshotContent content = access.snapshots().content(policy, snapshot);
        if (!(content instanceof SnapshotContent.Pending read)) {
            throw new WrongUseException(
                    content instanceof SnapshotContent.Unreadable unreadable
                            ? snapshot + " cannot be read: " + unreadable.reason()
                            : "there is no complete snapshot at " + snapshot);
        }
        KafkaPort kafka = access.kafka(connection.properties());
        Map<String, TransactionDescription> told = describe(kafka, policy, read.pending());
        Preflight preflight = Preflight.of(read.pending(), told);
        if (settle) {
            told = settle(out, kafka, policy, preflight);
            preflight = Preflight.of(read.pending(), told);
        }
        print(out, preflight, told);
        return preflight.entries().stream().allMatch(entry -> entry.fate().isSafe())
                ? FINE
                : UNSAFE;
    }

    private static Map<String, TransactionDescription> describe(
            KafkaPort kafka, Policy policy, List<Committable> pending) {
        return pending.isEmpty()
                ? Map.of()
                : kafka.describe(
                        policy,
                        pending.stream()
                                .map(Committable::transactionalId)
                                .collect(Collectors.toSet()));
    }

    private static Map<String, TransactionDescription> settle(
            PrintWriter out, KafkaPort kafka, Policy policy, Preflight preflight) {
        List<Committable> pending =
                preflight.entries().stream().map(Preflight.Entry::pending).toList();
        for (Preflight.Entry entry : preflight.entries()) {
            if (entry.fate() == Fate.WILL_COMMIT) {
                TransactionDescription after = kafka.commit(policy, entry.pending());
                boolean done = Fate.of(entry.pending(), after) == Fate.DONE;
                out.println(
                        (done ? "committed  " : "not committed (" + after.state() + ")  ")
                                + entry.pending().transactionalId());
            }
        }
        return describe(kafka, policy, pending);
    }

    private void print(
            PrintWriter out, Preflight preflight, Map<String, TransactionDescription> told) {
        for (Preflight.Entry entry : preflight.entries()) {
            String id = entry.pending().transactionalId();
            out.printf(
                    Locale.ROOT,
                    "%-11s  %s%s%n",
                    word(entry.fate()),
                    id,
                    Optional.ofNullable(told.get(id))
                            .filter(it -> entry.fate() == Fate.WILL_COMMIT)
                            .flatMap(TransactionDescription::expiresAt)
                            .map(this::until)
                            .orElse(""));
        }
        out.println(summary(preflight));
    }

    private String until(Instant expiry) {
        return "  (until "
                + expiry.truncatedTo(ChronoUnit.SECONDS)
                + ", in "
                + Math.max(0, Duration.between(clock.instant(), expiry).toSeconds())
                + " s)";
    }

    private static String word(Fate fate) {
        return switch (fate) {
            case WILL_COMMIT -> "will commit";
            case DONE -> "done";
            case LOST -> "LOST";
            case FORGOTTEN -> "not found";
            case UNKNOWN -> "unknown";
        };
    }

    private static String summary(Preflight preflight) {
        int all = preflight.entries().size();
        if (all == 0) {
            return "Nothing is pending: a job that starts from it neither loses nor repeats"
                    + " anything.";
        }
        int lost = preflight.ids(Fate.LOST).size();
        int forgotten = preflight.ids(Fate.FORGOTTEN).size();
        int unknown = preflight.ids(Fate.UNKNOWN).size();
        if (lost > 0) {
            return lost
                    + " of "
                    + all
                    + " pending transactions were aborted by the brokers: their records are lost,"
                    + " whatever is started. Start from an earlier snapshot, which repeats what"
                    + " came after it, or write the input of that time again.";
        }
        if (forgotten > 0) {
            return forgotten
                    + " of "
                    + all
                    + " pending transactions are not known to the brokers any more: a job that"
                    + " starts from it fails again and again, though they may be committed. Start"
                    + " from a later snapshot.";
        }
        return unknown > 0
                ? unknown
                        + " of "
                        + all
                        + " pending transactions were used again since: what became of them cannot"
                        + " be told from the brokers. Compare input and output before you start."
                : "All "
                        + all
                        + " pending transactions are committed or will be: a job that starts from"
                        + " it neither loses nor repeats anything.";
    }
}
