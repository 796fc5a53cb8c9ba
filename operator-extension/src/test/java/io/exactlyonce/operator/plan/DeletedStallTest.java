package io.exactlyonce.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.Start;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What to do about a transaction that the snapshot of a deleted deployment holds pending. */
class DeletedStallTest {
    private static final String ID = LedgerScene.prefix(1) + "out.0-9";

    @Test
    void nobodyHasToBringBackWhatIsBeingCommitted() {
        DeletedScene deleted = new DeletedScene(TestPolicy.deletion("Settle", "Fence"));
        stalls(deleted);

        deleted.delete();

        assertThat(remedy(deleted))
                .contains("is deleted", DeletedScene.NEWEST, "is being committed")
                .doesNotContain("bring the job back");
    }

    @Test
    void underReportThePolicyHasToWantIt() {
        DeletedScene deleted = new DeletedScene(TestPolicy.deletion("Settle", "Report"));
        stalls(deleted);

        deleted.delete();

        assertThat(remedy(deleted))
                .contains("Set transactions.orphans of the policy to Fence to have it committed")
                .contains("the brokers abort it at")
                .doesNotContain("bring the job back");
    }

    @Test
    void anotherDeploymentThatStartsFromItCommitsIt() {
        DeletedScene deleted = new DeletedScene(TestPolicy.deletion("Abort", "Fence"));
        stalls(deleted);
        deleted.brokers.forks =
                Set.of(
                        new Start(
                                new SnapshotAddress("standard", DeletedScene.NEWEST),
                                "heir",
                                null));

        deleted.delete();

        assertThat(remedy(deleted))
                .contains("another FlinkDeployment starts from that", "see that it runs before");
    }

    private static void stalls(DeletedScene deleted) {
        TransactionDescription holder = deleted.brokers.told(deleted.pending(ID));
        PartitionName partition = new PartitionName("out", 0);
        PartitionEnd end = new PartitionEnd(2130, 1103);
        OpenProducer producer =
                new OpenProducer(holder.producerId(), 3, -1, 1103, deleted.scene.now);
        deleted.brokers.stalls =
                List.of(
                        new SeenStall(
                                partition,
                                end,
                                deleted.scene.now.minusSeconds(150),
                                new SeenStall.Held(new Stall(partition, end, producer, holder))));
    }

    private static String remedy(DeletedScene deleted) {
        return deleted.log().stalled().worst().get(0).remedy();
    }
}
