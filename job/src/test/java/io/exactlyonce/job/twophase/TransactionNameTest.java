package io.exactlyonce.job.twophase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionNameTest {

    @Test
    void hiddenAndVisibleNamesParseBack() {
        TransactionName name =
                new TransactionName(
                        "orders-eu", Samples.RUN, 17, Long.MAX_VALUE, "fedcba9876543210");

        assertThat(TransactionName.parseHidden(name.hidden())).contains(name);
        assertThat(TransactionName.parseVisible(name.visible())).contains(name);
    }

    @Test
    void hiddenNameIsADotFileAndTheVisibleOneIsNot() {
        TransactionName name = Samples.name(Samples.RUN, 2, 42);

        assertThat(name.hidden()).startsWith(".");
        assertThat(name.visible())
                .isEqualTo(
                        "orders.0123456789abcdef0123456789abcdef.s00002"
                                + ".c0000000000000000042.00000000000000aa");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ".pending",
                "..pending",
                ".orders.pending",
                ".nfs000000000000abcd",
                ".orders.0123456789abcdef0123456789abcdef.s2.c42.00000000000000aa.pending",
                "orders.0123456789abcdef0123456789abcdef.s00002.c0000000000000000042"
                        + ".00000000000000aa.pending"
            })
    void aFileOfSomebodyElseIsNotATransaction(String fileName) {
        assertThat(TransactionName.parseHidden(fileName)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Orders", "orders.eu", "a/b", "ä"})
    void sinkIdThatCouldNotBeParsedBackIsRefused(String sinkId) {
        assertThatThrownBy(() -> TransactionName.requireSinkId(sinkId))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + sinkId + "'")
                .hasMessageContaining("[a-z0-9-]{1,40}");
    }

    @Test
    void nameThatCouldNotBeParsedBackIsRefused() {
        assertThatThrownBy(() -> Samples.name("not-a-job-id", 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Samples.name(Samples.RUN, 100_000, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Samples.name(Samples.RUN, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
