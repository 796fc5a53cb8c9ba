package io.exactlyonce.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.EndpointBounds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyStatusTest {
    private static final Instant NOW = Instant.parse("2026-07-01T10:00:00.5Z");
    private static final Fields POLICY =
            Fields.EMPTY
                    .with("standard", "metadata", "name")
                    .with("shop", "metadata", "namespace")
                    .with(7, "metadata", "generation")
                    .with("kafka.kafka:9092", "spec", "kafka", "bootstrapServers")
                    .with("s3://flink/prod", "spec", "checkpoints", "storage");

    @Test
    void nothingIsReadyBeforeTheBrokersWereAsked() {
        Fields status = status(POLICY);

        assertThat(condition(status, "Valid").text("status")).contains("True");
        assertThat(condition(status, "Ready").text("status")).contains("Unknown");
        assertThat(status.number("observedGeneration")).contains(7L);
        assertThat(condition(status, "Ready").text("lastTransitionTime"))
                .contains("2026-07-01T10:00:00Z");
    }

    @Test
    void everyErrorIsInTheMessage() {
        Fields status =
                status(
                        POLICY.with("http://x", "spec", "kafka", "bootstrapServers")
                                .with("relative", "spec", "checkpoints", "storage"));

        assertThat(condition(status, "Valid").text("reason")).contains("PolicyInvalid");
        assertThat(condition(status, "Ready").text("status")).contains("False");
        assertThat(condition(status, "Valid").text("message").orElseThrow())
                .contains("spec.kafka.bootstrapServers", "spec.checkpoints.storage");
    }

    @Test
    void serverOutOfBoundsIsAnError() {
        Fields status =
                new PolicyStatus(POLICY, new EndpointBounds(List.of("*.elsewhere")), NOW).next();

        assertThat(condition(status, "Valid").text("status")).contains("False");
    }

    @Test
    void brokersThatAnsweredMakeItReady() {
        Fields status =
                status(
                        POLICY.with("2026-07-01T09:00:00Z", "status", "contract", "checkedAt")
                                .with(true, "status", "contract", "reachable"));

        assertThat(condition(status, "Ready").text("status")).contains("True");
        assertThat(status.text("contract", "checkedAt")).contains("2026-07-01T09:00:00Z");
    }

    @Test
    void brokersThatDoNotAnswerAnyMoreLeaveItUnknown() {
        Fields status =
                status(
                        POLICY.with("2026-07-01T09:00:00Z", "status", "contract", "checkedAt")
                                .with(false, "status", "contract", "reachable"));

        assertThat(condition(status, "Ready").text("status")).contains("Unknown");
        assertThat(condition(status, "Ready").text("message").orElseThrow())
                .contains("2026-07-01T09:00:00Z");
    }

    @Test
    void sameLookAgainChangesNothing() {
        Fields once = POLICY.with(status(POLICY), "status");

        Fields later = new PolicyStatus(once, EndpointBounds.ANY, NOW.plusSeconds(60)).next();

        assertThat(later).isEqualTo(once.object("status"));
    }

    @Test
    void conditionsOfOthersStay() {
        Fields other =
                POLICY.with(
                        List.of(Map.of("type", "Audited", "status", "True")),
                        "status",
                        "conditions");

        assertThat(condition(status(other), "Audited").text("status")).contains("True");
    }

    private static Fields status(Fields policy) {
        return new PolicyStatus(policy, EndpointBounds.ANY, NOW).next();
    }

    private static Fields condition(Fields status, String type) {
        return status.objects("conditions").stream()
                .filter(condition -> condition.text("type").orElse("").equals(type))
                .findFirst()
                .orElseThrow();
    }
}
