package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.SAVEPOINT;
import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.contract;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.defaults;
import static io.exactlyonce.operator.rule.Deployments.deployed;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.policy;
import static io.exactlyonce.operator.rule.Deployments.running;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.suspended;
import static io.exactlyonce.operator.rule.Deployments.update;
import static io.exactlyonce.operator.rule.Deployments.with;
import static io.exactlyonce.operator.rule.Deployments.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.SpecChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a rule could as well have been decided otherwise. */
class RuleDecisionsTest {

    @Test
    void aRunningJobIsRescaledThroughASavepoint() {
        assertThat(check(update(running(safe()), parallelism(8)))).isEmpty();
    }

    @Test
    void aRolledBackJobThatRunsIsRescaledThroughASavepoint() {
        FlinkDeployment rolledBack = deployed(safe(), "RUNNING", "ROLLED_BACK");

        assertThat(check(update(rolledBack, parallelism(8)))).isEmpty();
    }

    @Test
    void whatWasNeverDeployedHasNoParallelismToChange() {
        assertThat(check(update(safe(), parallelism(8)))).isEmpty();
    }

    @Test
    void goingBackToTheDeployedParallelismIsAlwaysAllowed() {
        FlinkDeployment crashing = deployed(safe(), "RECONCILING", "DEPLOYED");
        FlinkDeployment edited =
                crashing.withObject(crashing.object().with(8, "spec", "job", "parallelism"));

        assertThat(check(update(edited, safe()))).isEmpty();
    }

    @Test
    void anEditThatWaitsIsComparedWithWhatIsDeployed() {
        FlinkDeployment running = running(safe());
        FlinkDeployment edited =
                running.withObject(running.object().with(8, "spec", "job", "parallelism"));
        FlinkDeployment upgraded = with(parallelism(8), "v2_3", "spec", "flinkVersion");

        assertThat(codes(check(update(edited, upgraded))))
                .containsExactly(Code.PARALLELISM_WITH_VERSION);
    }

    @Test
    void aSuspendThatAlsoRescalesNeedsASavepointItself() {
        FlinkDeployment suspend =
                with(
                        with(parallelism(8), "suspended", "spec", "job", "state"),
                        "last-state",
                        "spec",
                        "job",
                        "upgradeMode");

        assertThat(codes(check(update(running(safe()), suspend))))
                .containsExactly(Code.PARALLELISM_OUTSIDE_SAVEPOINT, Code.LAST_STATE_SUSPEND);
    }

    @Test
    void aResumeGoesByTheModeOfTheSuspend() {
        FlinkDeployment suspended = suspended(safe(), "savepoint", SAVEPOINT);
        FlinkDeployment resumed = with(parallelism(8), "last-state", "spec", "job", "upgradeMode");

        assertThat(check(update(suspended, resumed))).isEmpty();
    }

    @Test
    void aDeploymentMayPlanForLessOutageThanThePolicyButIsHeldToThePolicy() {
        FlinkDeployment small = configured(safe(), "exactly-once.check.max-outage", "1 min");
        FlinkDeployment hasty =
                configured(small, "exactly-once.sink.transaction-timeout", "12 min");

        assertThat(check(create(small))).isEmpty();
        assertThat(codes(check(create(hasty)))).containsExactly(Code.TRANSACTION_TIMEOUT_TOO_SHORT);
    }

    @Test
    void aCronOfSavepointsCountsAsOneBetweenTwoCheckpoints() {
        FlinkDeployment daily =
                configured(
                        safe(), "kubernetes.operator.periodic.savepoint.interval", "0 0 12 * * ?");
        FlinkDeployment tight =
                configured(daily, "exactly-once.sink.transaction-timeout", "14 min");

        assertThat(check(create(daily))).isEmpty();
        assertThat(codes(check(create(tight)))).containsExactly(Code.TRANSACTION_TIMEOUT_TOO_SHORT);
    }

    @Test
    void hugeValuesAreUnreadableAndNoCrash() {
        FlinkDeployment huge =
                configured(
                        configured(safe(), "execution.checkpointing.timeout", "106751991167300 d"),
                        "execution.checkpointing.tolerable-failed-checkpoints",
                        Integer.MAX_VALUE);

        assertThat(codes(check(create(huge)))).containsExactly(Code.VALUE_UNREADABLE);
    }

    @Test
    void aDefaultUnderTheCurrentNameBeatsAnOwnValueUnderAnOlderOne() {
        FlinkDeployment old =
                configured(
                        Deployments.unconfigured(safe(), "execution.checkpointing.dir"),
                        "state.checkpoints.dir",
                        "s3://flink/mine");

        List<Violation> violations =
                Rules.check(
                        input(
                                create(old),
                                defaults(Map.of("execution.checkpointing.dir", "file:///data"))));

        assertThat(violations)
                .singleElement()
                .extracting(Violation::code)
                .isEqualTo(Code.CHECKPOINT_STORAGE_NOT_DURABLE);
    }

    @Test
    void whereAJobOnceStartedFromIsNoForkOfARunningOne() {
        FlinkDeployment forked = with(safe(), SAVEPOINT, "spec", "job", "initialSavepointPath");
        Proposal observed = new Proposal(Moment.OBSERVED, forked, null, SpecChange.NONE);

        assertThat(check(observed)).isEmpty();
    }

    @Test
    void ofASessionClusterNothingElseIsSaid() {
        FlinkDeployment session =
                without(without(safe(), "spec", "job"), "spec", "flinkConfiguration");

        assertThat(codes(check(create(session)))).containsExactly(Code.SESSION_CLUSTER);
    }

    @Test
    void inAFileNoBrokerCanHaveBeenAsked() {
        Proposal file = new Proposal(Moment.FILE, safe(), null, SpecChange.NONE);

        assertThat(
                        Rules.check(
                                new RuleInput(
                                        file,
                                        policy(Map.of("unknownContract", "Refuse")),
                                        io.exactlyonce.operator.policy.BrokerContract.UNKNOWN,
                                        Surroundings.NONE)))
                .isEmpty();
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        FlinkDeployment bad = safe();
        for (Map.Entry<String, Object> entry :
                Map.<String, Object>of(
                                "execution.checkpointing.mode", "AT_LEAST_ONCE",
                                "execution.checkpointing.dir", "file:///tmp",
                                "jobmanager.scheduler", "adaptive",
                                "exactly-once.sink.transaction-timeout", "1 h")
                        .entrySet()) {
            bad = configured(bad, entry.getKey(), entry.getValue());
        }

        assertThat(codes(check(create(with(bad, "stateless", "spec", "job", "upgradeMode")))))
                .containsExactly(
                        Code.TRANSACTION_TIMEOUT_ABOVE_BROKER,
                        Code.CHECKPOINT_STORAGE_NOT_DURABLE,
                        Code.CHECKPOINT_MODE_AT_LEAST_ONCE,
                        Code.STATELESS_UPGRADE,
                        Code.ADAPTIVE_SCHEDULER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nEO1105 forged",
                "\u001b[2J",
                "'; drop",
                "..",
                "s3://flink/%2e%2e/x",
                "file:/s3://flink",
                "${env:SECRET}"
            })
    void hostileValuesStayOnOneLineAndBounded(String value) {
        FlinkDeployment hostile =
                configured(
                        configured(
                                safe(), "execution.checkpointing.dir", value + "x".repeat(9_000)),
                        "exactly-once." + value.repeat(40),
                        value);

        List<Violation> violations =
                Rules.check(
                        new RuleInput(
                                create(hostile),
                                policy(Map.of()),
                                contract(Duration.ofMinutes(15)),
                                Surroundings.NONE));

        assertThat(violations)
                .isNotEmpty()
                .extracting(Violation::message)
                .allSatisfy(
                        message ->
                                assertThat(message)
                                        .hasSizeLessThan(1_000)
                                        .doesNotContain("\n", "\u001b"));
    }

    /** In no file of the user's is anything that could be removed. */
    @Test
    void whatWasAddedBeforeThePolicyChangedIsAdopted() {
        Map<String, Object> moved =
                Map.of(
                        "kafka", Map.of("bootstrapServers", "broker.new:9092"),
                        "checkpoints", Map.of("storage", "s3://elsewhere"));

        List<Violation> violations =
                Rules.check(
                        new RuleInput(
                                update(running(safe()), running(safe())),
                                policy(moved),
                                contract(Duration.ofMinutes(15)),
                                Surroundings.NONE));

        assertThat(codes(violations))
                .contains(Code.OTHER_BROKERS, Code.CHECKPOINT_STORAGE_OUTSIDE_POLICY);
        assertThat(violations)
                .extracting(Violation::fix)
                .allSatisfy(fix -> assertThat(fix).contains("exactlyonce.io/adopt-policy"));
    }

    private static FlinkDeployment parallelism(int number) {
        return with(safe(), number, "spec", "job", "parallelism");
    }

    private static List<Violation> check(Proposal proposal) {
        return Rules.check(input(proposal));
    }

    private static List<Code> codes(List<Violation> violations) {
        return violations.stream().map(Violation::code).toList();
    }
}
