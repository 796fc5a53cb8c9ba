package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.kafka.PlayedKafka;
import io.exactlyonce.operator.ledger.Ended;
import io.exactlyonce.operator.plan.Action;
import io.exactlyonce.operator.plan.AdmissionRequest;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.plan.StatedStart;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.rule.Surroundings;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.storage.NoStorage;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.Start;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Between the look and the deed anything may have happened; then nothing is done. */
class EnderTest {
    private static final String ID = "eo1.shop.orders.abcdefgh.r000001.out.0-1";
    private static final FlinkDeployment SEEN =
            FlinkDeployment.of(
                    Fields.EMPTY
                            .with("shop", "metadata", "namespace")
                            .with("orders", "metadata", "name")
                            .with("uid-1", "metadata", "uid")
                            .with(3, "metadata", "generation")
                            .with("DEPLOYED", "status", "reconciliationStatus", "state")
                            .with("RUNNING", "status", "jobStatus", "state"));

    private final PlayedKafka kafka = new PlayedKafka();
    private final StoredDeployment stored = new StoredDeployment();
    private final Ender ender =
            new Ender(
                    stored,
                    stored,
                    new TransactionPorts(
                            kafka, new NoStorage(), (namespace, name) -> new Pods(null, List.of())),
                    new OpenTransactions(kafka, InstantSource.system()));

    private static final class StoredDeployment implements KubernetesPort, LedgerView {
        private Optional<FlinkDeployment> now = Optional.of(SEEN);
        private Optional<FlinkDeployment> other = Optional.empty();
        private Set<Start> starts = Set.of();

        @Override
        public List<StatedStart> starts(String namespace) {
            return other.map(StatedStart::of).stream().toList();
        }

        @Override
        public List<StoredLedger> ledgers(String namespace, String deployment) {
            return List.of();
        }

        @Override
        public Set<Start> unfinishedStarts(String namespace) {
            return starts;
        }

        @Override
        public PolicyLookup policy(String namespace, String name) {
            return name.equals("standard")
                    ? new PolicyLookup.Found(
                            name,
                            new PolicyReading.Valid(OpenTransactionsTest.POLICY),
                            BrokerContract.UNKNOWN)
                    : new PolicyLookup.Missing(name);
        }

        @Override
        public Surroundings surroundings(AdmissionRequest request) {
            throw new UnavailableException("not asked here");
        }

        @Override
        public Optional<FlinkDeployment> deployment(String namespace, String name) {
            return now;
        }
    }

    private static Action.Fence fence() {
        return new Action.Fence(
                "standard",
                List.of(new Ended(ID, Ended.How.FENCED, 1, 7, 3, "", Instant.EPOCH, null)));
    }

    private void carryOut() {
        ender.fence(new Ender.Which("shop", "orders", Optional.of(SEEN), Set.of()), fence());
    }

    @Test
    void transactionThatIsAsItWasSeenIsFenced() {
        kafka.open(ID, 7, 3);

        carryOut();

        assertThat(kafka.fenced).containsExactly(ID);
    }

    @Test
    void anotherProducerOfTheIdIsLeftAlone() {
        kafka.open(ID, 8, 3);

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void anotherEpochIsLeftAlone() {
        kafka.open(ID, 7, 4);

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void whatEndedMeanwhileIsLeftAlone() {
        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void idThatIsUsedAgainJustBeforeIsLeftAlone() {
        kafka.open(ID, 7, 3);
        kafka.beforeDescribe = () -> kafka.open(ID, 7, 4);

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void deploymentThatWasEditedMeanwhileKeepsEverything() {
        kafka.open(ID, 7, 3);
        stored.now = Optional.of(SEEN.withObject(SEEN.object().with(4, "metadata", "generation")));

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void deploymentThatUpstreamStopsMeanwhileKeepsEverything() {
        kafka.open(ID, 7, 3);
        stored.now =
                Optional.of(
                        SEEN.withObject(
                                SEEN.object()
                                        .with(
                                                "UPGRADING",
                                                "status",
                                                "reconciliationStatus",
                                                "state")));

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void deploymentThatWasDeletedMeanwhileKeepsEverything() {
        kafka.open(ID, 7, 3);
        stored.now = Optional.empty();

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void snapshotThatSomebodyChoosesMeanwhileKeepsEverything() {
        kafka.open(ID, 7, 3);
        stored.other =
                Optional.of(
                        FlinkDeployment.of(
                                Fields.EMPTY
                                        .with("shop", "metadata", "namespace")
                                        .with("copy", "metadata", "name")
                                        .with(
                                                "s3://lab/chk-1",
                                                "spec",
                                                "job",
                                                "initialSavepointPath")));

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void startThatALedgerRecordsMeanwhileKeepsEverything() {
        kafka.open(ID, 7, 3);
        stored.starts =
                Set.of(new Start(new SnapshotAddress("standard", "s3://lab/chk-1"), "copy", null));

        carryOut();

        assertThat(kafka.fenced).isEmpty();
    }

    @Test
    void settledTransactionIsCommittedWithItsProducer() {
        kafka.open(ID, 7, 3);
        stored.now = Optional.empty();

        ender.settle(
                new Ender.Which("shop", "orders", Optional.empty(), Set.of()),
                new Action.Settle("standard", fence().transactions()));

        assertThat(kafka.committed)
                .singleElement()
                .hasToString("Committable[transactionalId=" + ID + ", producerId=7, epoch=3]");
    }

    @Test
    void silentBrokersAreTriedAgain() {
        kafka.silent = true;

        assertThatThrownBy(this::carryOut).isInstanceOf(UnavailableException.class);
    }
}
