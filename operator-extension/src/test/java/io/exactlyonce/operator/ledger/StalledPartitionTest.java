package io.exactlyonce.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StalledPartitionTest {
    /** A status that does not fit its definition is refused as a whole. */
    @Test
    void remedyIsNoLongerThanTheDefinitionLetsItBe() {
        StalledPartition partition =
                new StalledPartition(
                        "out",
                        0,
                        1,
                        StalledPartition.Cause.UNKNOWN,
                        StalledPartition.Holder.UNKNOWN,
                        Instant.EPOCH,
                        "x".repeat(9_000));

        assertThat(partition.remedy()).hasSize(4_096).endsWith("…");
    }
}
