package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;
import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.condition.ConditionType.TIMEOUTS_SAFE;
import static io.exactlyonce.operator.condition.ConditionType.TRANSACTIONS_CLEAN;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.snapshot.PreflightVerdict;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.TransactionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy names other brokers, or another store, than the running job was started with. */
class OutOfSightTest {
    private static final Violation OTHER_BROKERS =
            new Violation(Code.OTHER_BROKERS, "field", "kafka:9092", "why", "Fix");

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);
    private final PlayedBrokers brokers = new PlayedBrokers(scene);

    @BeforeEach
    void firstRevisionRunsAndIsSeen() {
        scene.policy = policy("kafka:9092", "http://minio:9000");
        applied(1);
        upstream.deployed(started(1), "stateless", JOB_1, "");
        brokers.open(1);
        upstream.committed(1, JOB_1, null);
        brokers.look();
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("True/SeenInEffect");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }

    @Test
    void otherBrokersThatDoNotKnowTheJobProveNothing() {
        brokers.forget(LedgerScene.prefix(1) + "out.0-1");
        scene.policy = policy("elsewhere:9092", "http://minio:9000");
        scene.assessment = new Assessment(List.of(), List.of(OTHER_BROKERS), List.of(), null, null);

        brokers.look();

        assertThat(scene.condition(READY)).isEqualTo("True/PolicyDrift");
        assertThat(scene.message(READY))
                .contains("runs on with what it was started with", "EO1501");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/BrokersDiffer");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/BrokersDiffer");
        assertThat(scene.condition(TIMEOUTS_SAFE)).isEqualTo("Unknown/BrokersDiffer");
        assertThat(scene.message(TRANSACTIONS_CLEAN))
                .contains("brokers kafka:9092", "those of the policy are elsewhere:9092")
                .contains("know no transactional id of it")
                .contains("exactlyonce.io/adopt-policy");
    }

    @Test
    void sameBrokersUnderAnotherNameAreKnownByTheJobsIds() {
        scene.policy = policy("kafka.prod:9092", "http://minio:9000");

        brokers.look();
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("True/SeenInEffect");
        brokers.end(LedgerScene.prefix(1) + "out.0-1", TransactionState.COMPLETE_COMMIT);
        brokers.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("True/SeenInEffect");
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }

    /** The policy was edited, adopted by revision 2, and edited back. */
    @Test
    void orphanOfAnEarlierRevisionDoesNotShowWhereTheLastOneWrites() {
        secondMoves();
        upstream.committed(2, JOB_2, LedgerScene.SAVEPOINT_1);

        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/BrokersDiffer");
        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/BrokersDiffer");
        assertThat(brokers.fenced).isEmpty();
    }

    /** Upstream went back to revision 1, which writes where it always did. */
    @Test
    void revisionThatUpstreamWentBackFromDoesNotShowWhereTheOneBeforeWrites() {
        secondMoves();
        brokers.look();
        brokers.forget(LedgerScene.prefix(1) + "out.0-1");
        brokers.open(2);
        scene.policy = policy("elsewhere:9092", "http://minio:9000");
        upstream.rolledBack(started(1), "ROLLED_BACK");
        scene.flink = null;

        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/BrokersDiffer");
    }

    @Test
    void moreBrokersInTheListAreTheSame() {
        brokers.forget(LedgerScene.prefix(1) + "out.0-1");
        scene.policy = policy("kafka:9092,kafka-2:9092", "http://minio:9000");

        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }

    @Test
    void silentOtherBrokersDoNotLeaveWhatWasSeenBeforeStanding() {
        brokers.silence = "they did not answer";
        scene.policy = policy("elsewhere:9092", "http://minio:9000");

        brokers.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("Unknown/BrokersDiffer");
    }

    /** Nothing of it is known there: it would be accounted for as forgotten, for good. */
    @Test
    void stopIsNotAccountedForAtOtherBrokers() {
        scene.snapshots = listed(9);
        brokers.holds(Upstream.checkpoint(JOB_1, 9), LedgerScene.prefix(1) + "out.0-1");
        brokers.forget(LedgerScene.prefix(1) + "out.0-1");
        scene.policy = policy("elsewhere:9092", "http://minio:9000");
        scene.with("suspended", "spec", "job", "state");
        upstream.suspended(started(1), "last-state", "");
        scene.flink = null;

        brokers.look();

        assertThat(scene.ledger().transactions().accounted()).isNull();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/BrokersDiffer");
    }

    /** A copy of the old store holds an older checkpoint as its newest: a start repeats results. */
    @Test
    void jobIsNotRecoveredFromAStoreThatItDoesNotWriteTo() {
        scene.policy = policy("kafka:9092", "http://copy:9000");
        applied(2);
        upstream.job("RESTARTING");
        scene.flink = null;
        scene.snapshots = listed(6);
        brokers.look();
        scene.now = scene.now.plus(Duration.ofMinutes(10));

        LedgerPlan plan = brokers.look();

        assertThat(plan.actions()).isEmpty();
        assertThat(scene.condition(READY)).isEqualTo("False/SavepointImpossible");
        assertThat(scene.message(READY))
                .contains("behind the S3 endpoint http://minio:9000")
                .contains("that of the policy is http://copy:9000");
    }

    /** Two names of one store, as acknowledged for EO1104: nothing else is known of them. */
    @ParameterizedTest
    @ValueSource(strings = {"http://store.shop.svc:9000", "minio:9000"})
    void usersOwnEndpointIsNotAnotherStore(String endpoint) {
        own(1, endpoint);
        own(2, endpoint);
        upstream.job("RESTARTING");
        scene.flink = null;
        scene.snapshots = listed(6);
        brokers.look();
        scene.now = scene.now.plus(Duration.ofMinutes(10));

        LedgerPlan plan = brokers.look();

        assertThat(plan.actions()).hasAtLeastOneElementOfType(Action.Recover.class);
    }

    @Test
    void deletedJobWithTheUsersOwnEndpointIsSettled() {
        own(1, "http://store.shop.svc:9000");
        brokers.look();
        assertThat(scene.ledger().care().endpoint()).isEmpty();
        brokers.holds(Upstream.checkpoint(JOB_1, 6));
        brokers.stored.put(LedgerScene.INCARNATION, listed(6).stored());
        scene.deployment = null;

        brokers.look();
        brokers.look();

        assertThat(brokers.fenced).hasSize(1);
    }

    @Test
    void deletedJobIsNotSettledFromAStoreThatItDidNotWriteTo() {
        brokers.holds(Upstream.checkpoint(JOB_1, 6));
        brokers.stored.put(LedgerScene.INCARNATION, listed(6).stored());
        scene.policy = policy("kafka:9092", "http://copy:9000");
        scene.deployment = null;

        brokers.look();
        brokers.look();

        assertThat(brokers.fenced).isEmpty();
        scene.policy = policy("kafka:9092", "http://minio:9000");
        brokers.look();
        assertThat(brokers.fenced).as("with the job's own store").hasSize(1);
    }

    @Test
    void deletedJobIsNotCleanAtOtherBrokers() {
        brokers.forget(LedgerScene.prefix(1) + "out.0-1");
        brokers.stored.put(LedgerScene.INCARNATION, listed(6).stored());
        brokers.holds(Upstream.checkpoint(JOB_1, 6));
        scene.policy = policy("elsewhere:9092", "http://minio:9000");
        scene.deployment = null;

        brokers.look();

        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("Unknown/Gone");
        scene.policy = policy("kafka:9092", "http://minio:9000");
        brokers.look();
        assertThat(scene.condition(TRANSACTIONS_CLEAN)).isEqualTo("True/NoneOpen");
    }

    private void secondMoves() {
        Fields moved =
                FlinkConfiguration.withEntry(
                        started(2), "exactly-once.kafka.bootstrap-servers", "elsewhere:9092");
        scene.applied(2, moved);
        upstream.deployed(moved, "savepoint", JOB_2, LedgerScene.SAVEPOINT_1);
    }

    private void applied(int revision) {
        scene.applied(revision, started(revision));
        scene.annotated(
                Annotations.INJECTED,
                LedgerScene.block(revision)
                        .and(InjectedBlock.of(Map.of("s3.endpoint", "http://minio:9000")))
                        .format());
    }

    /** A revision with an endpoint that nobody injected; upstream has deployed the first. */
    private void own(int revision, String endpoint) {
        Fields spec = FlinkConfiguration.withEntry(started(revision), "s3.endpoint", endpoint);
        scene.applied(revision, spec);
        if (revision == 1) {
            upstream.deployed(spec, "stateless", JOB_1, "");
            upstream.committed(1, JOB_1, null);
        }
    }

    private static SnapshotEvidence listed(int checkpoint) {
        String path = Upstream.checkpoint(JOB_1, checkpoint);
        return new SnapshotEvidence(
                new StoredSnapshots.Listed(
                        List.of(new Snapshot(path, checkpoint, JOB_1, null, false))),
                Map.of(path, new PreflightVerdict.AllSafe()));
    }

    private static Fields started(int revision) {
        return FlinkConfiguration.withEntry(
                FlinkConfiguration.withEntry(
                        FlinkConfiguration.withEntry(
                                LedgerScene.spec(revision, 1),
                                "kubernetes.operator.deployment.rollback.enabled",
                                "false"),
                        "exactly-once.kafka.bootstrap-servers",
                        "kafka:9092"),
                "s3.endpoint",
                "http://minio:9000");
    }

    private static PolicyLookup policy(String servers, String endpoint) {
        Fields object =
                Fields.EMPTY
                        .with("shop", "metadata", "namespace")
                        .with("standard", "metadata", "name")
                        .with(servers, "spec", "kafka", "bootstrapServers")
                        .with(LedgerScene.STORAGE, "spec", "checkpoints", "storage")
                        .with(endpoint, "spec", "checkpoints", "s3", "endpoint");
        return new PolicyLookup.Found(
                "standard", PolicyReader.read(object), BrokerContract.UNKNOWN);
    }
}
