package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.controller.FailingWrites.Fault;
import io.exactlyonce.operator.controller.Lifecycle.End;
import io.exactlyonce.operator.kubernetes.MockCluster;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever write fails, and however: the story comes to the same end. */
class ControllerCrashTest {
    /** Completed, running, edited, recovered, deleted: the least that this takes. */
    private static final int WRITES = 8;

    @ParameterizedTest
    @EnumSource
    void failureOfAnyWriteLeadsToTheSameEnd(Fault fault) {
        End expected;
        try (MockCluster server = new MockCluster()) {
            expected = Lifecycle.undisturbed(server.client(), "shop");
        }

        SortedMap<Integer, End> ends = CrashPoints.ends(1, 1, failing -> end(failing, fault));

        assertThat(ends).hasSizeGreaterThan(WRITES);
        CrashPoints.requireSame(expected, ends);
    }

    private static End end(int failing, Fault fault) {
        try (MockCluster server = new MockCluster()) {
            return Lifecycle.failing(server.client(), "shop", failing, fault);
        }
    }
}
