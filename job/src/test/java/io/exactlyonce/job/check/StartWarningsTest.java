package io.exactlyonce.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class StartWarningsTest {
    private static final Configuration NOTHING = new Configuration();

    @Test
    void aJobManagerThatForgetsTheJobIsToldOf() {
        assertThat(StartWarnings.withoutHighAvailability(false, NOTHING))
                .hasValueSatisfying(
                        warning -> assertThat(warning).startsWith("high-availability.type"));
    }

    @Test
    void aLaptopNeedsNoHighAvailability() {
        assertThat(StartWarnings.withoutHighAvailability(true, NOTHING)).isEmpty();
    }

    @Test
    void highAvailabilityIsKnownByItsOldKeyToo() {
        for (String key : new String[] {"high-availability.type", "high-availability"}) {
            Configuration flink = Configuration.fromMap(Map.of(key, "kubernetes"));

            assertThat(StartWarnings.withoutHighAvailability(false, flink)).as(key).isEmpty();
        }
    }
}
