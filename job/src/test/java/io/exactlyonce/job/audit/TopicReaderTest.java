package io.exactlyonce.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.job.audit.AuditException.Incomplete;
import io.exactlyonce.job.audit.TopicReader.Span;
import io.exactlyonce.job.audit.ledger.Partition;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
    private static final TopicPartition OUT = new TopicPartition("out", 0);

    private final MockConsumer<Void, Void> consumer = new MockConsumer<>("none");
    private final TopicReader reader =
            new TopicReader(consumer, Duration.ofSeconds(1), () -> false, new Nobody());

    @Test
    void logThatEndsBelowWhatWasReadIsIncomplete() {
        assertThat(reader.read(Map.of(OUT, Span.of(0, 0)))).isEmpty();
        consumer.seek(OUT, 50);

        assertThatThrownBy(() -> reader.read(Map.of(OUT, Span.of(0, 49))))
                .isInstanceOf(Incomplete.class)
                .hasMessageContaining("out/0 ended below offset 50");
    }

    @Test
    void readingPastWhatWasWantedIsNoShorterLog() {
        reader.read(Map.of(OUT, Span.of(0, 0)));
        consumer.seek(OUT, 50);

        assertThat(reader.read(Map.of(OUT, Span.of(0, 50).upTo(20)))).isEmpty();
    }

    private static final class Nobody implements TopicReader.Sink {
        @Override
        public void begin(Partition partition, long firstOffset) {}

        @Override
        public void gap(Partition partition, long resumedAt) {}

        @Override
        public void record(Partition partition, long offset, Headers headers) {}
    }
}
