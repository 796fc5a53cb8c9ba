package io.exactlyonce.operator.plan.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.EndpointBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyStatusTest {
    private static final Instant NOW = Instant.parse("2026-07-01T10:00:00.5Z");
    private static final Instant LATER = Instant.parse("2026-07-01T10:05:00Z");
    private static final BrokerContract CONTRACT =
            new BrokerContract(
                    Instant.parse("2026-07-01T10:00:00Z"),
                    true,
                    Duration.ofMinutes(7),
                    List.of(
                            new BrokerContract.Broker(
                                    1, Duration.ofMinutes(7), 2, Duration.ofDays(7)),
                            new BrokerContract.Broker(2, Duration.ofMinutes(15), null, null)),
                    new BrokerContract.TransactionState(3, 2),
                    List.of());
    private static final String BROKER_MESSAGE = "Seen. Why. What to change";
    private static final String STORAGE_MESSAGE = "Not read. Why. What to apply";
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
                new PolicyStatus(POLICY, new EndpointBounds(List.of("*.elsewhere")), null, NOW)
                        .next();

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

        Fields later = new PolicyStatus(once, EndpointBounds.ANY, null, NOW.plusSeconds(60)).next();

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

    @Test
    void whatTheBrokersToldIsWrittenAndReadBack() {
        Fields status = answered(POLICY, new BrokerAnswer.Told(CONTRACT));

        assertThat(condition(status, "Ready").text("status")).contains("True");
        assertThat(BrokerContract.of(POLICY.with(status, "status"))).isEqualTo(CONTRACT);
    }

    @Test
    void silentBrokersKeepWhatTheyToldBefore() {
        Fields before = POLICY.with(answered(POLICY, new BrokerAnswer.Told(CONTRACT)), "status");

        Fields status = answered(before, failed(Reason.BROKER_UNREACHABLE));

        BrokerContract contract = BrokerContract.of(POLICY.with(status, "status"));
        assertThat(contract).isEqualTo(CONTRACT.unreachableAt(LATER));
        assertThat(contract.smallestMaximumTimeout()).contains(Duration.ofMinutes(7));
        assertThat(condition(status, "Ready").text("status")).contains("Unknown");
        assertThat(condition(status, "Ready").text("reason")).contains("BrokerUnreachable");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BROKER_AUTHENTICATION_FAILED",
                "ENDPOINT_REFUSED",
                "SECRET_FORBIDDEN",
                "SECRET_UNUSABLE"
            })
    void whatOnlyAPersonCanMendIsFalse(Reason reason) {
        Fields status = answered(POLICY, failed(reason));

        assertThat(condition(status, "Ready").text("status")).contains("False");
        assertThat(condition(status, "Ready").text("reason")).contains(reason.text());
        assertThat(condition(status, "Valid").text("status")).contains("True");
    }

    @Test
    void processThatHasJustStartedBelievesTheOneBefore() {
        Fields before = POLICY.with(answered(POLICY, failed(Reason.SECRET_FORBIDDEN)), "status");

        assertThat(status(before)).isEqualTo(before.object("status"));
    }

    @ParameterizedTest
    @CsvSource({"SECRET_FORBIDDEN, False", "SECRET_UNUSABLE, False", "SECRET_UNKNOWN, Unknown"})
    void storageThatCannotBeReadIsNotReadyThoughBrokersAnswer(Reason reason, String expected) {
        Fields status = answered(POLICY, new BrokerAnswer.Told(CONTRACT), unreadable(reason));

        assertThat(condition(status, "Ready").text("status")).contains(expected);
        assertThat(condition(status, "Ready").text("reason")).contains(reason.text());
        assertThat(condition(status, "Ready").text("message")).contains(STORAGE_MESSAGE);
        assertThat(condition(status, "Valid").text("status")).contains("True");
        assertThat(BrokerContract.of(POLICY.with(status, "status"))).isEqualTo(CONTRACT);
    }

    @ParameterizedTest
    @CsvSource({
        "BROKER_UNREACHABLE,           SECRET_FORBIDDEN, False,   SecretForbidden",
        "BROKER_UNREACHABLE,           SECRET_UNKNOWN,   Unknown, BrokerUnreachable",
        "BROKER_AUTHENTICATION_FAILED, SECRET_UNKNOWN,   False,   BrokerAuthenticationFailed",
        "SECRET_FORBIDDEN,             SECRET_UNUSABLE,  False,   SecretForbidden"
    })
    void brokersAndStorageAreBothInTheMessageAndTheWorseIsTheReason(
            Reason brokers, Reason storage, String expected, String reason) {
        Fields status = answered(POLICY, failed(brokers), unreadable(storage));

        assertThat(condition(status, "Ready").text("status")).contains(expected);
        assertThat(condition(status, "Ready").text("reason")).contains(reason);
        assertThat(condition(status, "Ready").text("message").orElseThrow())
                .contains(STORAGE_MESSAGE, BROKER_MESSAGE);
    }

    @Test
    void processThatHasJustStartedDoesNotTakeTheStorageForReadable() {
        Fields before =
                POLICY.with(
                        answered(
                                POLICY,
                                new BrokerAnswer.Told(CONTRACT),
                                unreadable(Reason.SECRET_FORBIDDEN)),
                        "status");

        assertThat(status(before)).isEqualTo(before.object("status"));
    }

    @Test
    void policyThatWasEditedIsNotReadyBeforeItsNewFieldsWereTried() {
        Fields before = POLICY.with(answered(POLICY, new BrokerAnswer.Told(CONTRACT)), "status");
        Fields edited = before.with(8, "metadata", "generation");

        assertThat(condition(status(edited), "Ready").text("status")).contains("Unknown");
        assertThat(PolicyStatus.isReady(edited)).isFalse();
        assertThat(condition(status(before), "Ready").text("status")).contains("True");
        assertThat(PolicyStatus.isReady(before)).isTrue();
    }

    @Test
    void missingRightComesWithItsCommand() {
        Fields status = answered(POLICY, new BrokerAnswer.Told(refused()));

        assertThat(condition(status, "Ready").text("reason")).contains("AclMissing");
        assertThat(condition(status, "Ready").text("message").orElseThrow())
                .contains(
                        "kafka-acls.sh --bootstrap-server kafka.kafka:9092 --add --allow-principal"
                                + " 'User:<principal>' --operation Write --transactional-id"
                                + " eo1.shop. --resource-pattern-type prefixed");
    }

    @Test
    void commandForBrokersThatWantALoginHasTheAdministrators() {
        Fields secured = POLICY.with(Map.of(), "spec", "kafka", "tls");

        Fields status = answered(secured, new BrokerAnswer.Told(refused()));

        assertThat(condition(status, "Ready").text("message").orElseThrow())
                .contains(
                        "kafka-acls.sh --bootstrap-server kafka.kafka:9092 --command-config"
                                + " '<administrator.properties>' --add ");
    }

    private static BrokerContract refused() {
        return new BrokerContract(
                LATER,
                true,
                null,
                CONTRACT.brokers(),
                null,
                List.of("WRITE TransactionalId eo1.shop.*"));
    }

    private static BrokerAnswer failed(Reason reason) {
        return new BrokerAnswer.Failed(LATER, reason, BROKER_MESSAGE);
    }

    private static StorageAnswer unreadable(Reason reason) {
        return new StorageAnswer.Failed(reason, STORAGE_MESSAGE);
    }

    private static Fields answered(Fields policy, BrokerAnswer answer) {
        return answered(policy, answer, new StorageAnswer.Readable());
    }

    private static Fields answered(Fields policy, BrokerAnswer brokers, StorageAnswer storage) {
        PolicyAnswer answer = new PolicyAnswer(brokers, storage);
        return new PolicyStatus(policy, EndpointBounds.ANY, answer, NOW).next();
    }

    private static Fields status(Fields policy) {
        return new PolicyStatus(policy, EndpointBounds.ANY, null, NOW).next();
    }

    private static Fields condition(Fields status, String type) {
        return status.objects("conditions").stream()
                .filter(condition -> condition.text("type").orElse("").equals(type))
                .findFirst()
                .orElseThrow();
    }
}
