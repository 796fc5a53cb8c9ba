package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.apiserver.RequiresApiServer;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.exactlyonce.operator.controller.FailingWrites.Fault;
import io.exactlyonce.operator.controller.Lifecycle.End;
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
        int failing = fault.ordinal() + 1;
        int failures = 0;
        for (End end = end(server, failing, fault);
                end.failed();
                end = end(server, failing, fault)) {
            assertThat(end.ledger())
                    .describedAs("ledger after a failure of write %s", failing)
                    .isEqualTo(expected.ledger());
            assertThat(end.spec())
                    .describedAs("spec after a failure of write %s", failing)
                    .isEqualTo(expected.spec());
            failures++;
            failing += STEP;
        }
        assertThat(failures).isPositive();
    }

    private static End end(TestApiServer server, int failing, Fault fault) {
        return Lifecycle.failing(server.client(), namespace(server), failing, fault);
    }

    private static String namespace(TestApiServer server) {
        return server.newNamespace("crash").name();
    }
}
