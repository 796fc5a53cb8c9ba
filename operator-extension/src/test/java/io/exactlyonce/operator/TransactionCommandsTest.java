package io.exactlyonce.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.cli.Access;
import io.exactlyonce.operator.cli.PreflightCommand;
import io.exactlyonce.operator.kafka.KafkaBrokers;
import io.exactlyonce.operator.kafka.RealBroker;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.SnapshotStore;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.PartitionName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands for whoever is on call, against a broker. */
class TransactionCommandsTest {
    private static final String PREFIX = "eo1.shop.orders.aaaaaaaa.r000002.out.";
    private static @TempDir Path folder;
    private static RealBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RealBroker.start(folder, Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** What a command printed, and how it ended. */
    private record Run(int code, String out, String err) {
        static Run of(CommandLine line, String... arguments) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int code =
                    line.setOut(new PrintWriter(out))
                            .setErr(new PrintWriter(err))
                            .execute(arguments);
            return new Run(code, out.toString(), err.toString());
        }
    }

    private static Run main(String command, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = command;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--bootstrap-servers";
        all[all.length - 1] = broker.bootstrapServers();
        return Run.of(Main.commandLine(), all);
    }

    /** Storage in which one snapshot holds some transactions pending. */
    private record Holding(List<Committable> pending) implements Access, SnapshotStore {
        @Override
        public KafkaPort kafka(Map<String, String> properties) {
            return KafkaBrokers.of(properties, InstantSource.system());
        }

        @Override
        public SnapshotStore snapshots() {
            return this;
        }

        @Override
        public StoredSnapshots stored(Policy policy, String directory, Set<String> jobIds) {
            return new StoredSnapshots.NotListed("not asked here");
        }

        @Override
        public SnapshotContent content(Policy policy, String path) {
            return new SnapshotContent.Pending(pending);
        }
    }

    private static Run preflight(List<Committable> pending, String... more) {
        CommandLine line =
                new CommandLine(new PreflightCommand(new Holding(pending), InstantSource.system()));
        String[] all = new String[more.length + 3];
        all[0] = "s3://lab/flink/11111111111111111111111111111111/chk-7";
        all[1] = "--bootstrap-servers";
        all[2] = broker.bootstrapServers();
        System.arraycopy(more, 0, all, 3, more.length);
        return Run.of(line, all);
    }

    @Test
    void stallsNameTheTransactionItsRevisionAndTheRemedy() {
        broker.create("stalled", 2);
        broker.begin(PREFIX + "-3-7", "stalled", 1);

        Run run = main("stalls", "stalled");

        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "stalled-1  1 records from offset 0 on",
                        PREFIX + "-3-7, open for ",
                        "FlinkDeployment shop/orders, revision 2, incarnation aaaaaaaa, subtask 3",
                        "when the brokers abort it",
                        "Never kafka-transactions.sh abort",
                        "1 of 2 partitions hold readers back")
                .doesNotContain("stalled-0 ");
    }

    @Test
    void topicInOrderIsSaidToBe() {
        broker.create("calm", 1);

        Run run = main("stalls", "calm");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Careful readers get everything");
    }

    @Test
    void topicThatIsNotThereIsNotSaidToBeInOrder() {
        Run run = main("stalls", "nowhere");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Nothing is known", "nowhere");
    }

    @Test
    void pendingTransactionThatIsOpenWillCommit() {
        broker.create("pending", 1);
        Committable pending = broker.pending(PREFIX + "1-7", new PartitionName("pending", 0));

        Run run = preflight(List.of(pending));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("will commit  \\Q" + pending.transactionalId() + "\\E  \\(until ")
                .contains("All 1 pending transactions are committed or will be");
    }

    /** A fence leaves nothing that tells it from a commit whose id was used again. */
    @Test
    void pendingTransactionThatWasFencedIsUnsafe() {
        broker.create("lost", 1);
        Committable pending = broker.pending(PREFIX + "2-7", new PartitionName("lost", 0));
        RealBroker.done(broker.admin().fenceProducers(List.of(pending.transactionalId())).all());

        Run run = preflight(List.of(pending));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("unknown      " + pending.transactionalId());
        assertThat(run.out()).doesNotContain("will commit");
    }

    @Test
    void settleMakesWhatIsPendingVisible() {
        PartitionName partition = new PartitionName("settled", 0);
        broker.create("settled", 1);
        Committable pending = broker.pending(PREFIX + "3-7", partition);
        assertThat(broker.committed(partition)).isEmpty();

        Run run = preflight(List.of(pending), "--settle");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("committed  " + pending.transactionalId(), "done");
        assertThat(broker.committed(partition)).containsExactly(pending.transactionalId());
        assertThat(preflight(List.of(pending), "--settle").out())
                .as("twice does no harm")
                .doesNotContain("committed  ");
    }

    @Test
    void idThatTheBrokersDoNotKnowIsNotFound() {
        Run run = preflight(List.of(new Committable(PREFIX + "9-9", 1, 0)));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("not found", "fails again and again");
    }

    /** A checkpoint that Flink 2.2.1 made, whose ids this broker never saw. */
    @Test
    void realSnapshotIsRead() throws Exception {
        URI recorded = getClass().getResource("/snapshots/flink-2.2.1/aligned/path.txt").toURI();
        Path root = Path.of(recorded).getParent();
        String path = "file://" + root.resolve(Files.readString(root.resolve("path.txt")).trim());

        Run run = main("preflight", path);

        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.startsWith("not found")))
                .hasSize(lines(root.resolve("expected.txt")));
    }

    @Test
    void snapshotThatIsNotThereIsWrongUse() {
        Run run = main("preflight", "file:///nowhere/chk-1");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Nothing is known");
    }

    @Test
    void brokersThatCannotBeReachedAreNoAnswer() throws Exception {
        Run run =
                Run.of(Main.commandLine(), "stalls", "calm", "--bootstrap-servers", "127.0.0.1:1");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Nothing is known");
    }

    private static int lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8).size();
    }
}
