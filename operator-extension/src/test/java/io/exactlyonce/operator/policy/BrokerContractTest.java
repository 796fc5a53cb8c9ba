package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.BrokerContract.Broker;
import io.exactlyonce.operator.policy.BrokerContract.TransactionState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BrokerContractTest {
    private static final TransactionTimeout AUTO = new TransactionTimeout.Auto();

    @Test
    void everyFieldOfTheStatusIsRead() {
        BrokerContract contract =
                contract(
                        """
                        checkedAt: "2026-01-31T00:00:00Z"
                        reachable: true
                        transactionMaxTimeoutMs: 900000
                        brokers:
                        - {id: 1, transactionMaxTimeoutMs: 900000, transactionVersion: 2, transactionalIdExpirationMs: 604800000}
                        - {id: 2, transactionMaxTimeoutMs: 1200000}
                        transactionState: {replicationFactor: 3, minInSyncReplicas: 2}
                        acl: {missing: ["WRITE TransactionalId eo1.*"]}
                        """);

        assertThat(contract.smallestMaximumTimeout()).hasValue(Duration.ofMinutes(15));
        assertThat(contract.brokers())
                .containsExactly(
                        new Broker(1, Duration.ofMinutes(15), 2, Duration.ofDays(7)),
                        new Broker(2, Duration.ofMinutes(20), null, null));
        assertThat(contract.transactionStateIfKnown()).hasValue(new TransactionState(3, 2));
        assertThat(contract.missingAcls()).containsExactly("WRITE TransactionalId eo1.*");
        assertThat(contract.reachable()).isTrue();
        assertThat(contract.age(Instant.parse("2026-01-31T00:10:00Z")))
                .hasValue(Duration.ofMinutes(10));
    }

    @Test
    void absentOrBrokenStatusIsUnknown() {
        assertThat(BrokerContract.of(PolicyFiles.parse("spec: {}")))
                .isEqualTo(BrokerContract.UNKNOWN);
        assertThat(contract("checkedAt: yesterday\ntransactionMaxTimeoutMs: many\nbrokers: none"))
                .isEqualTo(BrokerContract.UNKNOWN);
        assertThat(contract("transactionMaxTimeoutMs: 0").isKnown()).isFalse();
        assertThat(BrokerContract.UNKNOWN.age(Instant.EPOCH)).isEmpty();
    }

    @Test
    void oneBrokerThatDidNotTellMakesTheSmallestMaximumUnknown() {
        assertThat(
                        contract("brokers: [{id: 1, transactionMaxTimeoutMs: 900000}, {id: 2}]")
                                .isKnown())
                .isFalse();
        assertThat(contract("brokers: [{id: 1, transactionMaxTimeoutMs: 900000}]").isKnown())
                .isTrue();
    }

    @Test
    void smallestCountsWhereverItStands() {
        assertThat(
                        contract(
                                        """
                                        transactionMaxTimeoutMs: 900000
                                        brokers: [{id: 1, transactionMaxTimeoutMs: 60000}]
                                        """)
                                .smallestMaximumTimeout())
                .hasValue(Duration.ofMinutes(1));
    }

    @Test
    void automaticTimeoutIsWhatEveryBrokerAllows() {
        assertThat(AUTO.effective(contract("transactionMaxTimeoutMs: 7200000")))
                .isEqualTo(Duration.ofHours(2));
        assertThat(AUTO.effective(contract("transactionMaxTimeoutMs: 60000")))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void automaticTimeoutIsThatOfAStockBrokerWhileNoneAnswered() {
        assertThat(AUTO.effective(BrokerContract.UNKNOWN)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void fixedTimeoutIsWhatItIs() {
        assertThat(
                        new TransactionTimeout.Fixed(Duration.ofMinutes(14))
                                .effective(contract("transactionMaxTimeoutMs: 60000")))
                .isEqualTo(Duration.ofMinutes(14));
    }

    private static BrokerContract contract(String yaml) {
        return BrokerContract.of(PolicyFiles.parse("status:\n  contract:\n" + yaml.indent(4)));
    }
}
