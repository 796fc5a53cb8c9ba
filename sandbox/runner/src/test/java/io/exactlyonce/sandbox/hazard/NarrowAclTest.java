package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.BrokerContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H15: rights for the ids of one revision. Ids that one may not describe are left out of a
 * list without a word, so what an earlier revision left open looks as if it were not there.
 */
@Tag("slow")
class NarrowAclTest {
    /** What no ACL speaks of is open; what one speaks of is not. */
    @RegisterExtension
    static final HazardBench BENCH =
            new HazardBench(
                    Map.of(
                            "authorizer.class.name",
                            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                            "allow.everyone.if.no.acl.found",
                            "true"));

    private static final String STEM = "eo1.shop.";

    @Test
    void theListIsSilentAboutEarlierRevisionsAndThePolicyNamesTheRightThatIsMissing()
            throws Exception {
        Story orders = Story.of(BENCH, "acl", CopyJob.OURS);
        String first = diesInMidTransaction(orders);
        allow("User:somebody", AclOperation.ALL, STEM);
        allow("User:ANONYMOUS", AclOperation.WRITE, first.replace(".r000001.", ".r000002."));
        TestJob second = orders.upstream().deploy(null).job().awaitRunning();
        orders.copy(10);
        second.checkpoint();

        assertThat(orders.kafka().openTransactions(first)).isEmpty();
        assertThat(orders.visible()).isEmpty();
        BrokerContract narrow = orders.operator().brokers().contract(orders.cluster().policy());
        assertThat(narrow.missingAcls()).anySatisfy(acl -> assertThat(acl).contains(STEM));

        // What was told before these rights is remembered for half a minute.
        orders.operator().pass(Duration.ofSeconds(31));
        orders.operator().look();
        assertThat(orders.cluster().ledger("acl").conditions())
                .as("what may not be seen is not taken for absent")
                .matches(
                        it ->
                                it.has(
                                        ConditionType.TRANSACTIONS_CLEAN,
                                        ConditionStatus.UNKNOWN,
                                        Reason.ACL_MISSING));

        allow("User:ANONYMOUS", AclOperation.WRITE, STEM);
        BrokerContract enough = orders.operator().brokers().contract(orders.cluster().policy());
        assertThat(enough.missingAcls()).noneSatisfy(acl -> assertThat(acl).contains(STEM));
        assertThat(orders.kafka().openTransactions(first)).isNotEmpty();
        // Brokers that refused are left alone for half a minute.
        orders.operator().pass(Duration.ofSeconds(31));
        orders.operator().start();
        await("nothing held back")
                .atMost(Duration.ofSeconds(60))
                .until(() -> orders.kafka().uncommittedLag(orders.out()) == 0);
    }

    /** Then a start with empty state is accepted. */
    private static String diesInMidTransaction(Story orders) {
        orders.start(1, null);
        orders.operator().look();
        orders.copy(50);
        orders.operator().look();
        String prefix = orders.upstream().running().prefix();
        orders.upstream().killed();
        orders.operator().look();
        orders.reviseWithoutState(2);
        return prefix;
    }

    private static void allow(String user, AclOperation operation, String start) throws Exception {
        AclBinding binding =
                new AclBinding(
                        new ResourcePattern(
                                ResourceType.TRANSACTIONAL_ID, start, PatternType.PREFIXED),
                        new AccessControlEntry(user, "*", operation, AclPermissionType.ALLOW));
        BENCH.kafka().admin().createAcls(List.of(binding)).all().get();
    }
}
