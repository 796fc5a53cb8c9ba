package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.exactlyonce.operator.controller.FailingWrites.Fault;
import io.exactlyonce.operator.controller.Lifecycle.End;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link ControllerCrashTest}, with real conflicts and preconditions, at some of the writes. */
@RequiresApiServer
class ControllerCrashIT {
    private static final int STEP = 4;

    @ParameterizedTest
    @EnumSource
    void failureOfAWriteLeadsToTheSameEnd(Fault fault, TestApiServer server) {
        server.installOurs();
        End expected = Lifecycle.undisturbed(server.client(), namespace(server));

        SortedMap<Integer, End> ends =
                CrashPoints.ends(
                        fault.ordinal() + 1,
                        STEP,
                        failing ->
                                Lifecycle.failing(
                                        server.client(), namespace(server), failing, fault));

        assertThat(ends).isNotEmpty();
        CrashPoints.requireSame(expected, ends);
    }

    private static String namespace(TestApiServer server) {
        return server.newNamespace("crash").name();
    }
}
