package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.Stall;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of an orphan follows from what keeps it from being aborted. */
class RestraintTest {
    private static final String NEWEST = SweepScene.NEWEST;
    private static final String PAUSED = "remove the annotation exactlyonce.io/paused";
    private static final String REPORT = "Set transactions.orphans of the policy to Fence";

    private final SweepScene run = new SweepScene(TestPolicy.orphans("Fence"));
    private final LedgerScene scene = run.scene;
    private final Upstream upstream = run.upstream;
    private final PlayedBrokers brokers = run.brokers;

    @BeforeEach
    void secondRevisionCommittedAndTheFirstLeftAnOrphan() {
        String orphan = brokers.open(1);
        run.secondRuns();
        run.secondCommits();
        brokers.stalls = List.of(held(brokers.told(orphan)));
    }

    private SeenStall held(TransactionDescription holder) {
        PartitionName partition = new PartitionName("out", 0);
        PartitionEnd end = new PartitionEnd(2130, 1103);
        OpenProducer producer = new OpenProducer(holder.producerId(), 3, -1, 1103, scene.now);
        return new SeenStall(
                partition,
                end,
                scene.now.minusSeconds(150),
                new SeenStall.Held(new Stall(partition, end, producer, holder)));
    }

    private String verdict() {
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/OrphansOpen");
        return scene.message(TRANSACTIONS_CLEAN);
    }

    private String remedy() {
        return scene.ledger().transactions().stalled().worst().get(0).remedy();
    }

    @Test
    void pausedDeploymentIsToBeResumedAndItsPolicyLeftAlone() {
        scene.annotated(Annotations.PAUSED, "true");

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(verdict())
                .endsWith("The deployment is paused: " + PAUSED + " to have them aborted now.")
                .doesNotContain("Fence");
        assertThat(remedy())
                .contains(PAUSED + " to have it aborted now, or wait until")
                .doesNotContain("Fence");
    }

    @Test
    void reportOfAPausedDeploymentNeedsBoth() {
        scene.policy = TestPolicy.deletion("Settle", "Report");
        scene.annotated(Annotations.PAUSED, "true");

        brokers.look();

        assertThat(verdict()).contains(REPORT, PAUSED);
        assertThat(remedy()).contains(REPORT, PAUSED);
    }

    @Test
    void releasedDeploymentIsLeftAlone() {
        scene.without("metadata", "labels", FlinkDeployment.POLICY_LABEL);

        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        assertThat(verdict()).contains("label was removed").doesNotContain("Fence");
        assertThat(remedy()).contains("label was removed").doesNotContain("Fence");
    }

    /** The intents were written, and nobody carries them out any more. */
    @Test
    void whatIsNotAbortedAnyMoreIsNotSaidToBe() {
        brokers.fails = true;
        brokers.look();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("False/Fencing");
        assertThat(remedy()).contains("it is being aborted");
        scene.policy = TestPolicy.deletion("Settle", "Report");

        brokers.look();

        assertThat(scene.ledger().transactions().ended())
                .singleElement()
                .matches(intent -> intent.done().isEmpty());
        assertThat(verdict()).contains(REPORT).doesNotContain("are being aborted");
        assertThat(remedy()).contains(REPORT);
    }

    @Test
    void policyThatIsNotThereIsToBeMended() {
        brokers.look();
        brokers.open(LedgerScene.prefix(1) + "out.0-2", PlayedBrokers.TIMEOUT);
        scene.policy = null;

        brokers.look();

        assertThat(verdict()).contains("not there, or not valid").doesNotContain("Fence");
    }
}
