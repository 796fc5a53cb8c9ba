package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.controller.FailingWrites.Fault;
import io.exactlyonce.operator.controller.Lifecycle.End;
import io.exactlyonce.operator.kubernetes.MockCluster;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever write fails, and however: the story comes to the same end. */
class ControllerCrashTest {
    /** More than the story takes; the loop ends at the first that is not reached. */
    private static final int ENOUGH = 60;

    /** Completed, running, edited, recovered, deleted: the least that this takes. */
    private static final int WRITES = 8;

    @ParameterizedTest
    @EnumSource
    void failureOfAnyWriteLeadsToTheSameEnd(Fault fault) {
        End expected;
        try (MockCluster server = new MockCluster()) {
            expected = Lifecycle.undisturbed(server.client(), "shop");
        }
        int failing = 1;
        for (End end = end(failing, fault); end.failed(); end = end(++failing, fault)) {
            assertThat(end.ledger())
                    .describedAs("ledger after a failure of write %s", failing)
                    .isEqualTo(expected.ledger());
            assertThat(end.spec())
                    .describedAs("spec after a failure of write %s", failing)
                    .isEqualTo(expected.spec());
            assertThat(failing).isLessThan(ENOUGH);
        }
        assertThat(failing).isGreaterThan(WRITES);
    }

    private static End end(int failing, Fault fault) {
        try (MockCluster server = new MockCluster()) {
            return Lifecycle.failing(server.client(), "shop", failing, fault);
        }
    }
}
