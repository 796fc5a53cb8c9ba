package io.exactlyonce.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionMarkTest {
    private static final RevisionMark SECOND =
            new RevisionMark(new Incarnation("abcdefgh"), 2, 2, InjectedBlock.EMPTY);

    @Test
    void nextRevisionHasTheNumberAfterTheHighest() {
        assertThat(next("eo1.shop.orders.abcdefgh.r000002.")).isEqualTo(3);
    }

    /** As the page for broken glass tells people to, while no webhook answers. */
    @Test
    void numberWrittenByHandIsNotGivenOutAgain() {
        assertThat(next("eo1.shop.orders.abcdefgh.r000003.")).isEqualTo(4);
        assertThat(next("other-stem.shop.orders.abcdefgh.r000003.")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mine-",
                "eo1.shop.orders.zzzzzzzz.r000003.",
                "eo1.shop.other.abcdefgh.r000003.",
                "eo1.bank.orders.abcdefgh.r000003.",
                "eo1.shop.orders.abcdefgh.r999999."
            })
    void prefixOfAnotherDeploymentOrFarAheadCountsForNothing(String prefix) {
        assertThat(next(prefix)).isEqualTo(3);
    }

    /** What is deployed with it may run still, whatever the spec says since. */
    @Test
    void numberThatUpstreamHasDeployedIsNotGivenOutAgain() {
        FlinkDeployment deployment =
                new FlinkDeployment(
                        object("eo1.shop.orders.abcdefgh.r000002."),
                        Fields.EMPTY,
                        object("eo1.shop.orders.abcdefgh.r000005."),
                        Fields.EMPTY);

        assertThat(RevisionMark.of(deployment).orElseThrow().next().revision()).isEqualTo(6);
    }

    private static int next(String prefix) {
        return RevisionMark.of(FlinkDeployment.of(object(prefix))).orElseThrow().next().revision();
    }

    private static Fields object(String prefix) {
        Fields object =
                new Fields(
                        Map.of(
                                "metadata",
                                Map.of("namespace", "shop", "name", "orders"),
                                "spec",
                                Map.of("flinkConfiguration", Map.of(RevisionKeys.PREFIX, prefix))));
        return SECOND.writeTo(object);
    }
}
