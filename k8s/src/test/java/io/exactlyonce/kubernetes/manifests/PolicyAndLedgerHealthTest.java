package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The health scripts of our own kinds, over the conditions that the operator writes. */
class PolicyAndLedgerHealthTest {
    private static final ArgoScript POLICY = ArgoFiles.health(ArgoFiles.POLICY);
    private static final ArgoScript LEDGER = ArgoFiles.health(ArgoFiles.LEDGER);

    @ParameterizedTest
    @CsvSource({
        "True, AsIntended, Healthy",
        "False, AclMissing, Degraded",
        "False, PolicyInvalid, Degraded",
        "False, SecretForbidden, Degraded",
        "Unknown, BrokerUnreachable, Progressing",
        "Unknown, BrokerRequestFailed, Progressing",
    })
    void policyIsWhatItsConditionReadySays(String ready, String reason, String health) {
        JsonNode answer = POLICY.on(Statuses.policy(ready, reason));

        assertThat(answer.get("status").asText()).isEqualTo(health);
        assertThat(answer.get("message").asText()).contains("Why " + reason);
        assertThat(Reason.of(reason)).isPresent();
    }

    @Test
    void conditionOfAnEarlierSpecSaysNothing() {
        ObjectNode policy = Statuses.policy("True", "AsIntended");
        policy.withObject("/metadata").put("generation", 4);

        assertThat(POLICY.on(policy).get("status").asText()).isEqualTo("Progressing");
    }

    @ParameterizedTest
    @CsvSource({
        "Ready=True/Running ExactlyOnce=True/SeenInEffect, Healthy",
        "Ready=True/PolicyDrift ExactlyOnce=Unknown/BrokerUnreachable, Healthy",
        "Ready=True/Running ExactlyOnce=False/PrefixNotUsed, Degraded",
        "Ready=True/Running TimeoutsSafe=False/TimeoutUnsafe, Degraded",
        "Ready=True/Running TransactionsClean=False/TransactionsLost, Degraded",
        "Ready=True/Running TransactionsClean=Unknown/TransactionsUndecided, Healthy",
        "Ready=True/Running CheckpointingHealthy=False/CheckpointOverdue, Degraded",
        "Ready=False/Deploying Reconciling=True/Deploying ExactlyOnce=False/NotRunning,"
                + " Progressing",
        "Ready=False/WaitingForFirstCheckpoint Reconciling=True/WaitingForFirstCheckpoint,"
                + " Progressing",
        "Ready=Unknown/NotVerified, Progressing",
        "Ready=False/SuspendedBySavepoint, Suspended",
        "Ready=False/SuspendedByLastState, Suspended",
        "Ready=False/ReadyToRun, Suspended",
        "Ready=False/Finished, Healthy",
        "Ready=False/SavepointImpossible Stalled=True/SavepointImpossible, Degraded",
        "Ready=False/RolledBack Stalled=True/RolledBack, Degraded",
        "Ready=True/Running Stalled=True/PolicyMissing, Degraded",
    })
    void ledgerIsWhatItsConditionsSay(String conditions, String health) {
        ObjectNode ledger = null;
        for (String condition : conditions.split(" ")) {
            String[] parts = condition.split("[=/]");
            assertThat(ConditionType.of(parts[0])).isPresent();
            assertThat(Reason.of(parts[2])).isPresent();
            ledger =
                    ledger == null
                            ? Statuses.ledger(parts[0], parts[1], parts[2])
                            : Statuses.with(ledger, parts[0], parts[1], parts[2]);
        }

        assertThat(LEDGER.on(ledger).get("status").asText()).isEqualTo(health);
    }

    @Test
    void ledgerOfADeletedDeploymentIsHealthyUnlessSomethingIsLeftOpen() {
        ObjectNode ledger = Statuses.ledger("Ready", "False", "Gone");
        ledger.withObject("/status").put("phase", "Gone");
        assertThat(LEDGER.on(ledger).get("status").asText()).isEqualTo("Healthy");

        Statuses.with(ledger, "TransactionsClean", "False", "OrphansOpen");
        assertThat(LEDGER.on(ledger).get("status").asText()).isEqualTo("Degraded");
    }

    @Test
    void everyWordOfTheLedgerScriptIsOneThatTheOperatorWrites() {
        List<String> reasons = Arrays.stream(Reason.values()).map(Reason::text).toList();
        List<String> stopped =
                Pattern.compile("(\\w+) = true")
                        .matcher(LEDGER.source())
                        .results()
                        .toList()
                        .stream()
                        .map(match -> match.group(1))
                        .toList();

        assertThat(stopped).hasSize(3);
        assertThat(reasons).containsAll(stopped).contains("Finished");
    }
}
