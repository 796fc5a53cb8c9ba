package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which ledger of a name looks at all of them. */
class OnePassTest {
    private static final ResourceID ORDERS = new ResourceID("orders", "shop");
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int passes;
    private final OnePass pass = new OnePass(() -> now);

    @Test
    void hundredLedgersOfANameAreOnePass() {
        for (int ledger = 0; ledger < 100; ledger++) {
            look("orders-" + ledger);
        }

        assertThat(passes).isEqualTo(1);
        now = now.plus(AGAIN);
        for (int ledger = 0; ledger < 100; ledger++) {
            look("orders-" + ledger);
        }
        assertThat(passes).isEqualTo(2);
    }

    @Test
    void waitEndsAfterTheTimerOfTheOneThatLooks() {
        assertThat(look("a")).isEqualTo(AGAIN);

        assertThat(look("b")).isGreaterThan(AGAIN);
    }

    @Test
    void nextOneTakesOverFromALedgerThatIsGone() {
        look("a");
        now = now.plus(look("b"));

        look("b");
        look("c");

        assertThat(passes).isEqualTo(2);
    }

    /** It may be of a deployment that was deleted since. */
    @Test
    void nobodyWaitsForAnHour() {
        pass.look(ORDERS, "a", () -> Duration.ofHours(1));

        assertThat(look("b")).isLessThan(Duration.ofMinutes(1));
        now = now.plusSeconds(40);
        look("b");
        assertThat(passes).isEqualTo(1);
    }

    @Test
    void namesDoNotWaitForEachOther() {
        look("a");

        pass.look(new ResourceID("orders", "lab"), "b", this::run);

        assertThat(passes).isEqualTo(2);
    }

    private Duration look(String ledger) {
        return pass.look(ORDERS, ledger, this::run);
    }

    private Duration run() {
        passes++;
        return AGAIN;
    }
}
