package io.exactlyonce.operator.plan;

import static io.exactlyonce.operator.condition.ConditionType.EXACTLY_ONCE;
import static io.exactlyonce.operator.condition.ConditionType.READY;
import static io.exactlyonce.operator.condition.ConditionType.STALLED;
import static io.exactlyonce.operator.condition.ConditionType.TIMEOUTS_SAFE;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_1;
import static io.exactlyonce.operator.plan.LedgerScene.JOB_2;
import static io.exactlyonce.operator.plan.LedgerScene.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployments that are not, or not any more, as admission would have them. */
class LedgerProtectionTest {
    private static final Violation STATELESS =
            new Violation(
                    Code.STATELESS_UPGRADE, "spec.job.upgradeMode", "stateless", "why", "Fix");

    private final LedgerScene scene = new LedgerScene();
    private final Upstream upstream = new Upstream(scene);

    @BeforeEach
    void firstRevisionIsCreated() {
        scene.applied(1, spec(1, 1));
    }

    @Test
    void lostLedgerIsRebuiltWithoutClaimingWhatItCannotKnow() {
        scene.applied(14, spec(14, 1));
        upstream.deployed(spec(14, 1), "savepoint", JOB_1, LedgerScene.SAVEPOINT_2);
        upstream.job("RUNNING");

        scene.look();

        assertThat(scene.ledger().history().earlier()).hasToString("[RevisionRange[from=1, to=4]]");
        assertThat(scene.ledger().history().revisions()).hasSize(10);
        assertThat(scene.revision(13).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(scene.revision(13).prefix()).isEqualTo(LedgerScene.prefix(13));
        assertThat(scene.revision(13).jobId()).isEmpty();
        assertThat(scene.revision(14).outcome()).isEqualTo(Outcome.DEPLOYING);
        assertThat(scene.told()).contains("Rebuilt");
    }

    @Test
    void violationsMakeItUnprotected() {
        upstream.live(1, JOB_1, null);
        scene.assessment = new Assessment(List.of(STATELESS), List.of(), null, null);

        scene.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("False/Unprotected");
        assertThat(scene.condition(READY)).isEqualTo("False/Unprotected");
        assertThat(scene.condition(STALLED)).isEqualTo("True/Unprotected");
        assertThat(scene.message(READY)).contains("EO1201 spec.job.upgradeMode is stateless");
        assertThat(scene.message(STALLED)).isEqualTo(scene.message(READY));
        assertThat(scene.message(EXACTLY_ONCE))
                .contains("The condition Ready has every violation")
                .doesNotContain("EO1201");
    }

    @Test
    void acceptedViolationStaysVisible() {
        upstream.live(1, JOB_1, null);
        scene.assessment = new Assessment(List.of(), List.of(STATELESS), null, null);

        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("True/Running");
        assertThat(scene.message(EXACTLY_ONCE)).contains("Accepted: EO1201");
    }

    @Test
    void unmarkedDeploymentIsUnprotectedUnderALedgerOfItsUid() {
        scene.without("metadata", "annotations");
        scene.look();

        Incarnation standIn = Incarnation.of("uid-1");
        Ledger ledger = scene.ledgers.get("orders-" + standIn);
        assertThat(ledger.conditions().of(EXACTLY_ONCE).map(LedgerScene::text))
                .hasValue("False/Unprotected");
        assertThat(ledger.history().revisions()).isEmpty();

        scene.applied(1, spec(1, 1));
        scene.look();
        assertThat(scene.ledgers).containsOnlyKeys("orders-" + LedgerScene.INCARNATION);
    }

    @Test
    void injectedKeyThatWasRemovedIsNamed() {
        upstream.live(1, JOB_1, null);
        scene.without("spec", "flinkConfiguration", RevisionKeys.PREFIX);

        scene.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("False/Unprotected");
        assertThat(scene.message(READY)).startsWith(RevisionKeys.PREFIX + " is no longer");
    }

    @Test
    void incarnationOfADeletedDeploymentIsNoticed() {
        upstream.live(1, JOB_1, null);
        scene.with("uid-2", "metadata", "uid");

        scene.look();

        assertThat(scene.message(READY)).contains("incarnation of a deleted one");
    }

    @Test
    void prefixThatTheRunningJobDoesNotUseIsFalse() {
        upstream.live(1, JOB_1, null);
        FlinkObservation job = scene.flink;
        scene.flink =
                new FlinkObservation(
                        Map.of(RevisionKeys.REVISION, "1", RevisionKeys.PREFIX, "mine"),
                        job.jobId(),
                        job.jobState(),
                        1,
                        job.checkpointing(),
                        job.checkpoints());

        scene.look();

        assertThat(scene.condition(EXACTLY_ONCE)).isEqualTo("False/PrefixNotUsed");
    }

    @Test
    void editOfThePolicyShowsAsDriftAndNoMore() {
        upstream.live(1, JOB_1, null);
        Map<String, String> entries = new TreeMap<>(LedgerScene.block(1).entries());
        entries.put("execution.checkpointing.interval", "30 s");
        InjectedBlock today = InjectedBlock.of(entries);
        scene.assessment = new Assessment(List.of(), List.of(), today, null);

        scene.look();

        assertThat(scene.condition(READY)).isEqualTo("True/PolicyDrift");
        assertThat(scene.message(READY))
                .contains("execution.checkpointing.interval is injected otherwise")
                .contains("exactlyonce.io/adopt-policy");
    }

    @Test
    void missingOrInvalidPolicyStalls() {
        upstream.live(1, JOB_1, null);
        scene.policy = new PolicyLookup.Missing("standard");
        scene.look();
        assertThat(scene.condition(STALLED)).isEqualTo("True/PolicyMissing");
        assertThat(scene.condition(TIMEOUTS_SAFE)).isEqualTo("Unknown/PolicyMissing");

        scene.policy =
                new PolicyLookup.Found(
                        "standard", PolicyReader.read(Fields.EMPTY), BrokerContract.UNKNOWN);
        scene.look();
        assertThat(scene.condition(STALLED)).isEqualTo("True/PolicyInvalid");
    }

    @Test
    void suspendedUnmarkedDeploymentIsCompletedThenReadyToRun() {
        scene.with("suspended", "spec", "job", "state");
        FlinkDeployment complete = scene.deployment;
        scene.without("metadata", "annotations");
        AdmissionPlan.Admit admit =
                new AdmissionPlan.Admit(
                        complete.object(),
                        RevisionMark.of(complete).orElseThrow(),
                        List.of(),
                        List.of(),
                        List.of());
        scene.assessment = new Assessment(List.of(), List.of(), null, admit);
        assertThat(scene.look().actions()).containsExactly(new Action.Complete(admit));

        scene.assessment = Assessment.CLEAN;
        scene.deployment = complete;
        LedgerPlan plan = scene.look();
        assertThat(plan.actions()).allMatch(action -> action instanceof Action.RemoveLedger);
        assertThat(scene.condition(READY)).isEqualTo("False/ReadyToRun");
        assertThat(scene.condition(STALLED)).isEqualTo("False/AsIntended");
    }

    @Test
    void pausedControllerDoesNotComplete() {
        AdmissionPlan.Admit admit =
                new AdmissionPlan.Admit(
                        scene.deployment.object(),
                        RevisionMark.of(scene.deployment).orElseThrow(),
                        List.of(),
                        List.of(),
                        List.of());
        scene.without("metadata", "annotations").annotated(Annotations.PAUSED, "true");
        scene.assessment = new Assessment(List.of(), List.of(), null, admit);

        assertThat(scene.look().actions()).isEmpty();
    }

    @Test
    void releaseIsToldWhateverElseIsToBeSaid() {
        scene.applied(1, LedgerScene.spec(1, 1).with("suspended", "job", "state"));
        scene.look();

        scene.without("metadata", "labels", FlinkDeployment.POLICY_LABEL);
        scene.policy = null;
        scene.look();
        scene.look();

        assertThat(scene.condition(READY)).isNotEqualTo("True/Released");
        assertThat(scene.told()).containsOnlyOnce("Released");
    }

    @Test
    void removedLabelReleasesAndKeepsWatching() {
        upstream.live(1, JOB_1, null);
        scene.without("metadata", "labels", FlinkDeployment.POLICY_LABEL);
        scene.policy = null;

        scene.look();

        assertThat(scene.ledger().phase()).isInstanceOf(Phase.Released.class);
        assertThat(scene.condition(READY)).isEqualTo("True/Released");
        assertThat(scene.outcomes()).isEqualTo("r1 Live");
    }

    @Test
    void ledgerOutlivesItsDeploymentBySevenDays() {
        upstream.live(1, JOB_1, null);
        scene.deployment = null;

        assertThat(scene.look().requeue()).isEqualTo(Duration.ofHours(1));
        assertThat(scene.ledger().phase()).isInstanceOf(Phase.Gone.class);
        assertThat(scene.outcomes()).isEqualTo("r1 Superseded");
        assertThat(scene.condition(READY)).isEqualTo("False/Gone");

        scene.now = scene.now.plus(Duration.ofDays(7));
        scene.look();
        assertThat(scene.ledgers).isEmpty();
    }

    @Test
    void deploymentOfTheSameNameGetsALedgerOfItsOwn() {
        upstream.live(1, JOB_1, null);
        Incarnation second = Incarnation.of("create-2");
        scene.deployment = null;
        scene.applied(1, spec(1, 1));
        scene.with("uid-2", "metadata", "uid").incarnated(second);

        scene.look();

        assertThat(scene.ledgers).hasSize(2);
        assertThat(scene.ledger().phase()).isInstanceOf(Phase.Gone.class);
        assertThat(LedgerScene.outcomes(scene.ledgers.get("orders-" + second)))
                .isEqualTo("r1 Planned");
        assertThat(scene.told()).contains("Recreated");
    }

    @Test
    void podsOfAPredecessorAreNoEvidence() {
        upstream.live(1, JOB_1, null);
        FlinkObservation predecessor = scene.flink;
        scene.ledgers.clear();
        Incarnation second = Incarnation.of("create-2");
        scene.incarnated(second);
        scene.without("status");
        scene.flink = predecessor;

        scene.look();

        assertThat(LedgerScene.outcomes(scene.ledgers.get("orders-" + second)))
                .doesNotContain("Live");
        assertThat(JOB_2).isNotEqualTo(predecessor.jobId());
    }
}
