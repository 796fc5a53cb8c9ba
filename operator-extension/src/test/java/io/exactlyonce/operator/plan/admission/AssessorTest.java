package io.exactlyonce.operator.plan.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.rule.Surroundings;
import org.junit.jupiter.api.Test;

class AssessorTest {
    private static final Assessor WITHOUT_WEBHOOK = new Assessor(Surroundings.NONE, true);
    private static final Assessor BEHIND_WEBHOOK = new Assessor(Surroundings.NONE, false);
    private static final PolicyLookup POLICY = policy("2 min");
    private static final Fields OBJECT =
            Fields.EMPTY
                    .with("orders", "metadata", "name")
                    .with("shop", "metadata", "namespace")
                    .with("uid-1", "metadata", "uid")
                    .with("standard", "metadata", "labels", FlinkDeployment.POLICY_LABEL)
                    .with("v1_20", "spec", "flinkVersion")
                    .with("local:///job.jar", "spec", "job", "jarURI")
                    .with(2, "spec", "job", "parallelism")
                    .with("suspended", "spec", "job", "state");

    @Test
    void suspendedOneThatNobodyHasSeenIsToBeCompleted() {
        Assessment assessment = WITHOUT_WEBHOOK.assess(FlinkDeployment.of(OBJECT), POLICY);

        assertThat(admitted(assessment).mark().revision()).isEqualTo(1);
        assertThat(admitted(assessment).mark().incarnation()).isEqualTo(Incarnation.of("uid-1"));
        assertThat(assessment.violations()).isEmpty();
    }

    @Test
    void completionIsTheSameEachTime() {
        FlinkDeployment deployment = FlinkDeployment.of(OBJECT);

        assertThat(admitted(WITHOUT_WEBHOOK.assess(deployment, POLICY)).object())
                .isEqualTo(admitted(WITHOUT_WEBHOOK.assess(deployment, POLICY)).object());
    }

    @Test
    void behindAWebhookNothingIsCompleted() {
        assertThat(BEHIND_WEBHOOK.assess(FlinkDeployment.of(OBJECT), POLICY).completionPlan())
                .isEmpty();
    }

    @Test
    void jobThatRanBeforeIsNoNewOne() {
        FlinkDeployment stopped =
                new FlinkDeployment(
                        OBJECT,
                        Fields.EMPTY,
                        Fields.EMPTY.with(OBJECT.object("spec"), "spec"),
                        Fields.EMPTY);

        Assessment assessment = WITHOUT_WEBHOOK.assess(stopped, POLICY);

        assertThat(assessment.completionPlan()).isEmpty();
        assertThat(assessment.violations())
                .extracting(Violation::code)
                .contains(Code.CHECKPOINT_STORAGE_MISSING);
    }

    @Test
    void whatIsAcceptedIsToldApart() {
        Fields accepting =
                OBJECT.with("running", "spec", "job", "state")
                        .with(
                                Code.CHECKPOINT_STORAGE_MISSING.id() + ": a try-out, no state",
                                RevisionMark.path(Annotations.ACCEPT));

        Assessment assessment = WITHOUT_WEBHOOK.assess(FlinkDeployment.of(accepting), POLICY);

        assertThat(assessment.accepted())
                .extracting(Violation::code)
                .containsOnly(Code.CHECKPOINT_STORAGE_MISSING);
        assertThat(assessment.violations())
                .extracting(Violation::code)
                .isNotEmpty()
                .doesNotContain(Code.CHECKPOINT_STORAGE_MISSING);
    }

    @Test
    void completedOneIsCleanAndWouldBeGivenTheSameAgain() {
        AdmissionPlan.Admit admit =
                admitted(WITHOUT_WEBHOOK.assess(FlinkDeployment.of(OBJECT), POLICY));
        FlinkDeployment completed = FlinkDeployment.of(admit.object());

        Assessment assessment = WITHOUT_WEBHOOK.assess(completed, POLICY);

        assertThat(assessment.violations()).isEmpty();
        assertThat(assessment.injectedToday()).contains(admit.mark().injected());
    }

    @Test
    void editOfThePolicyShowsInWhatWouldBeInjected() {
        AdmissionPlan.Admit admit =
                admitted(WITHOUT_WEBHOOK.assess(FlinkDeployment.of(OBJECT), POLICY));

        Assessment assessment =
                WITHOUT_WEBHOOK.assess(FlinkDeployment.of(admit.object()), policy("3 min"));

        assertThat(assessment.injectedToday().orElseThrow()).isNotEqualTo(admit.mark().injected());
    }

    @Test
    void valuesThatAnEditOfThePolicyOutdatedAreNoSinsOfTheDeployment() {
        AdmissionPlan.Admit admit =
                admitted(WITHOUT_WEBHOOK.assess(FlinkDeployment.of(OBJECT), POLICY));

        Assessment assessment =
                WITHOUT_WEBHOOK.assess(
                        FlinkDeployment.of(admit.object()),
                        policy("2 min", "other:9092", "s3://new/prod"));

        assertThat(assessment.violations()).isEmpty();
        assertThat(assessment.outdated())
                .extracting(Violation::code)
                .contains(Code.OTHER_BROKERS, Code.CHECKPOINT_STORAGE_OUTSIDE_POLICY);
        assertThat(assessment.outdated())
                .allSatisfy(it -> assertThat(it.fix()).contains("adopt-policy"));
    }

    @Test
    void valueOfTheUsersThatDoesNotFitThePolicyStaysHis() {
        String key = "exactly-once.kafka.bootstrap-servers";
        Fields own = OBJECT.with("kafka.kafka:9092", "spec", "flinkConfiguration", key);
        AdmissionPlan.Admit admit =
                admitted(WITHOUT_WEBHOOK.assess(FlinkDeployment.of(own), POLICY));

        Assessment assessment =
                WITHOUT_WEBHOOK.assess(
                        FlinkDeployment.of(admit.object()),
                        policy("2 min", "other:9092", "s3://flink/prod"));

        assertThat(assessment.outdated()).isEmpty();
        assertThat(assessment.violations())
                .extracting(Violation::code)
                .containsExactly(Code.OTHER_BROKERS);
    }

    @Test
    void withoutAPolicyNothingCanBeSaid() {
        FlinkDeployment running =
                FlinkDeployment.of(OBJECT.with("running", "spec", "job", "state"));

        assertThat(WITHOUT_WEBHOOK.assess(running, new PolicyLookup.Missing("standard")))
                .isEqualTo(Assessment.CLEAN);
        assertThat(WITHOUT_WEBHOOK.assess(running, null)).isEqualTo(Assessment.CLEAN);
    }

    private static AdmissionPlan.Admit admitted(Assessment assessment) {
        return (AdmissionPlan.Admit) assessment.completionPlan().orElseThrow();
    }

    private static PolicyLookup policy(String timeout) {
        return policy(timeout, "kafka.kafka:9092", "s3://flink/prod");
    }

    private static PolicyLookup policy(String timeout, String brokers, String storage) {
        Fields policy =
                Fields.EMPTY
                        .with("standard", "metadata", "name")
                        .with("shop", "metadata", "namespace")
                        .with(brokers, "spec", "kafka", "bootstrapServers")
                        .with(storage, "spec", "checkpoints", "storage")
                        .with(timeout, "spec", "checkpoints", "timeout");
        return new PolicyLookup.Found(
                "standard", PolicyReader.read(policy), BrokerContract.UNKNOWN);
    }
}
