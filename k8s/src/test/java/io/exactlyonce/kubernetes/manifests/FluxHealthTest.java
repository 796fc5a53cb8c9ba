package io.exactlyonce.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.exactlyonce.kubernetes.manifests.FluxHealth.Health;
import io.exactlyonce.kubernetes.manifests.UpstreamTraces.Moment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Flux's expressions over the same objects as Argo CD's scripts: they agree where they can. */
class FluxHealthTest {
    private static final Path FOLDER = Path.of("flux");
    private static final FluxHealth DEPLOYMENT = health("pipelines.yaml", "FlinkDeployment");
    private static final FluxHealth POLICY = health("pipelines.yaml", "ExactlyOncePolicy");
    private static final FluxHealth LEDGER = health("ledger.yaml", "TransactionLedger");

    static List<Moment> moments() {
        return UpstreamTraces.all();
    }

    @ParameterizedTest
    @MethodSource("moments")
    void deploymentIsCurrentExactlyWhereItIsHealthyOrSuspended(Moment moment) {
        Health flux = DEPLOYMENT.of(moment.object());

        switch (argo(ArgoFiles.DEPLOYMENT, moment.object())) {
            case "Healthy" -> assertThat(flux).isEqualTo(Health.CURRENT);
            case "Suspended" -> assertThat(flux).isIn(Health.CURRENT, Health.UNKNOWN);
            case "Degraded" ->
                    assertThat(flux)
                            .isEqualTo(isBehind(moment) ? Health.IN_PROGRESS : Health.FAILED);
            default -> assertThat(flux).isNotEqualTo(Health.CURRENT);
        }
    }

    @Test
    void suspendedIsCurrentAndCrashLoopFailed() {
        ObjectNode suspended = UpstreamTraces.at("orders", 17).object();
        suspended.withObject("/status").put("lifecycleState", "SUSPENDED");
        suspended.withObject("/status/reconciliationStatus").put("state", "DEPLOYED");
        assertThat(DEPLOYMENT.of(suspended)).isEqualTo(Health.CURRENT);

        ObjectNode looping = UpstreamTraces.at("totals", 47).object();
        looping.withObject("/metadata").put("generation", 6);
        assertThat(DEPLOYMENT.of(looping)).isEqualTo(Health.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "True, AsIntended, CURRENT",
        "False, AclMissing, FAILED",
        "Unknown, BrokerUnreachable, IN_PROGRESS"
    })
    void policyIsWhatItsConditionReadySays(String ready, String reason, Health expected) {
        ObjectNode policy = Statuses.policy(ready, reason);
        assertThat(POLICY.of(policy)).isEqualTo(expected);

        policy.withObject("/metadata").put("generation", 4);
        assertThat(POLICY.of(policy)).isEqualTo(Health.IN_PROGRESS);
        policy.remove("status");
        assertThat(POLICY.of(policy)).isEqualTo(Health.UNKNOWN);
    }

    static Stream<ObjectNode> ledgers() {
        ObjectNode gone = Statuses.ledger("Ready", "False", "Gone");
        gone.withObject("/status").put("phase", "Gone");
        ObjectNode lost = Statuses.ledger("Ready", "True", "Running");
        ObjectNode unused = Statuses.ledger("Ready", "True", "Running");
        ObjectNode deploying = Statuses.ledger("Ready", "False", "Deploying");
        ObjectNode stuck = Statuses.ledger("Ready", "False", "SavepointImpossible");
        return Stream.of(
                gone,
                Statuses.ledger("Ready", "True", "Running"),
                Statuses.with(lost, "TransactionsClean", "False", "TransactionsLost"),
                Statuses.with(unused, "ExactlyOnce", "False", "PrefixNotUsed"),
                Statuses.with(deploying, "Reconciling", "True", "Deploying"),
                Statuses.with(stuck, "Stalled", "True", "SavepointImpossible"),
                Statuses.ledger("Ready", "Unknown", "NotVerified"),
                Statuses.ledger("Ready", "False", "SuspendedBySavepoint"),
                Statuses.ledger("Ready", "False", "Finished"));
    }

    @ParameterizedTest
    @MethodSource("ledgers")
    void ledgerIsAsArgoSeesIt(ObjectNode ledger) {
        Health expected =
                switch (argo(ArgoFiles.LEDGER, ledger)) {
                    case "Healthy", "Suspended" -> Health.CURRENT;
                    case "Degraded" -> Health.FAILED;
                    default -> Health.IN_PROGRESS;
                };

        assertThat(LEDGER.of(ledger)).isEqualTo(expected);
    }

    private static boolean isBehind(Moment moment) {
        JsonNode observed = moment.status("observedGeneration");
        return observed.isNumber()
                && observed.asLong() < moment.object().at("/metadata/generation").asLong();
    }

    private static String argo(String kind, JsonNode object) {
        return ArgoFiles.health(kind).on(object).get("status").asText();
    }

    private static FluxHealth health(String file, String kind) {
        for (JsonNode document : Documents.in(FOLDER.resolve(file))) {
            for (JsonNode expressions : document.at("/spec/healthCheckExprs")) {
                if (expressions.get("kind").asText().equals(kind)) {
                    return new FluxHealth(expressions);
                }
            }
        }
        throw new IllegalStateException("No expressions for " + kind);
    }
}
