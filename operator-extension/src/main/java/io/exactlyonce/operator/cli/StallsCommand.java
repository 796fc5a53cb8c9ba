package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.Stalls;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
            "2:the brokers cannot be asked"
        })
public final class StallsCommand implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int STALLED = 1;
    private static final int WRONG_USE = 2;

    /** More partitions than a topic has; those that do not exist are left out by the port. */
    private static final int MOST_PARTITIONS = 1000;

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
        Policy policy = connection.policy();
        KafkaPort kafka = access.kafka(connection.properties());
        Map<PartitionName, PartitionEnd> ends = kafka.ends(policy, partitions());
        Set<String> found =
                ends.keySet().stream().map(PartitionName::topic).collect(Collectors.toSet());
        for (String topic : topics) {
            if (!found.contains(topic)) {
                throw new WrongUseException(
                        "topic " + topic + " does not exist, or may not be described");
            }
        }
        List<Stall> stalls = confirmed(kafka, policy, stalls(kafka, policy, ends));
        stalls.forEach(stall -> print(out, stall));
        out.println(
                stalls.isEmpty()
                        ? "Careful readers get everything that is there."
                        : stalls.size() + " of " + ends.size() + " partitions hold readers back.");
        return stalls.isEmpty() ? FINE : STALLED;
    }

    /**
     * A checkpoint that completes between two questions looks like a hang: what is called one has
     * to be there, unchanged, when everything is asked once more.
     */
    private static List<Stall> confirmed(KafkaPort kafka, Policy policy, List<Stall> stalls) {
        if (stalls.stream().noneMatch(Stall::isHanging)) {
            return stalls;
        }
        Set<PartitionName> held = stalls.stream().map(Stall::partition).collect(Collectors.toSet());
        return stalls(kafka, policy, kafka.ends(policy, held)).stream()
                .filter(
                        now ->
                                !now.isHanging()
                                        || stalls.stream()
                                                .filter(Stall::isHanging)
                                                .anyMatch(now::isSameAs))
                .toList();
    }

    private Set<PartitionName> partitions() {
        return Stream.of(topics)
                .flatMap(
                        topic ->
                                IntStream.range(0, MOST_PARTITIONS)
                                        .mapToObj(number -> new PartitionName(topic, number)))
                .collect(Collectors.toSet());
    }

    private static List<Stall> stalls(
            KafkaPort kafka, Policy policy, Map<PartitionName, PartitionEnd> ends) {
        Set<PartitionName> lagging =
                ends.entrySet().stream()
                        .filter(entry -> entry.getValue().lag() > 0)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        if (lagging.isEmpty()) {
            return List.of();
        }
        Map<PartitionName, List<OpenProducer>> producers = kafka.producers(policy, lagging);
        Set<Long> ids =
                producers.values().stream()
                        .flatMap(List::stream)
                        .map(OpenProducer::producerId)
                        .collect(Collectors.toSet());
        return Stalls.of(ends, producers, kafka.ofProducers(policy, ids).values());
    }

    private void print(PrintWriter out, Stall stall) {
        out.printf(
                Locale.ROOT,
                "%s  %d records from offset %d on%n",
                stall.partition(),
                stall.end().lag(),
                stall.end().lastStableOffset());
        Optional<TransactionDescription> known = stall.known();
        out.println(
                "    held by  "
                        + known.map(TransactionDescription::transactionalId)
                                .orElse("producer " + stall.producer().producerId())
                        + age(
                                known.flatMap(TransactionDescription::started)
                                        .orElse(stall.producer().lastWrite())));
        known.flatMap(it -> TransactionalIdPrefix.ofId(it.transactionalId()))
                .ifPresent(
                        prefix ->
                                out.println(
                                        "    of       FlinkDeployment "
                                                + prefix.namespace()
                                                + "/"
                                                + prefix.name()
                                                + ", revision "
                                                + prefix.revision()
                                                + ", incarnation "
                                                + prefix.incarnation().value()
                                                + subtask(stall)));
        out.println("    remedy   " + remedy(stall));
    }

    private static String subtask(Stall stall) {
        OptionalInt subtask =
                stall.known()
                        .map(it -> TransactionalIdPrefix.subtask(it.transactionalId()))
                        .orElseGet(OptionalInt::empty);
        return subtask.isPresent() ? ", subtask " + subtask.getAsInt() : "";
    }

    private String age(Instant since) {
        return ", open for "
                + Math.max(0, Duration.between(since, clock.instant()).toSeconds())
                + " s";
    }

    private static String remedy(Stall stall) {
        if (stall.isHanging()) {
            return "no coordinator tells of it, so none will ever end it, unless its id is one that"
                    + " you may not describe.\n             After making sure of that, and that no job"
                    + " writes there:\n             "
                    + stall.abortCommand();
        }
        Optional<TransactionDescription> known = stall.known();
        String until =
                known.flatMap(TransactionDescription::expiresAt)
                        .map(at -> ", or wait until " + at + ", when the brokers abort it")
                        .orElse("");
        boolean ours =
                known.flatMap(it -> TransactionalIdPrefix.ofId(it.transactionalId())).isPresent();
        return ours
                ? "if its revision runs, its next checkpoint ends it. If not, kubectl describe txl"
                        + " says why it is kept; transactions.orphans: Fence ends what nobody"
                        + " needs"
                        + until
                        + ".\n             Never kafka-transactions.sh abort: the coordinator knows"
                        + " it, and records would be lost without a sign."
                : "ask whoever owns this id" + until + ". Never kafka-transactions.sh abort.";
    }
}
