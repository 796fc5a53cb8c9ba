package io.exactlyonce.sandbox.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.sandbox.feed.Pacer.Part;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void inputFlowsEvenlyWhileItsPartLasts() {
        Pacer pacer = new Pacer(6_000, Duration.ofSeconds(60));

        assertThat(pacer.due(Part.FIRST, SECOND, 0)).isEqualTo(100);
        assertThat(pacer.due(Part.FIRST, Duration.ofMillis(500), 100)).isEqualTo(50);
    }

    @Test
    void inputTricklesWhenItsPartIsUsedUp() {
        Pacer pacer = new Pacer(6_000, Duration.ofSeconds(60));

        assertThat(pacer.due(Part.FIRST, SECOND, 1_500)).isEqualTo(10);
        assertThat(pacer.due(Part.RECOVERY, SECOND, 1_510)).isEqualTo(100);
    }

    @Test
    void fractionsAddUpSoThatRareRecordsComeToo() {
        Pacer pacer = new Pacer(6, Duration.ofSeconds(60));
        long sent = 0;

        for (int i = 0; i < 11; i++) {
            sent += pacer.due(Part.FIRST, SECOND, sent);
        }

        assertThat(sent).isEqualTo(1);
    }

    @Test
    void restComesQuicklyAndNeverMoreThanThereIs() {
        Pacer pacer = new Pacer(1_000, Duration.ofSeconds(60));

        assertThat(pacer.due(Part.REST, SECOND, 0)).isEqualTo(125);
        assertThat(pacer.due(Part.REST, Duration.ofSeconds(60), 990)).isEqualTo(10);
    }
}
