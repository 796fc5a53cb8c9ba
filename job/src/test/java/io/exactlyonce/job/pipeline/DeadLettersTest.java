package io.exactlyonce.job.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.lane.LaneHeaders;
import io.exactlyonce.job.record.InputRecord;
import io.exactlyonce.job.record.OutputRecord;
import io.exactlyonce.job.record.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final DeadLetters DEAD = new DeadLetters("dead", 2_000, Duration.ofMinutes(50));

    @Test
    void aDeadLetterKeepsWhatCameAndSaysWhyAndWhereFrom() {
        OutputRecord dead = DEAD.of(input(10, List.of(RecordHeader.of("trace", "7"))), "broken");

        assertThat(dead.topic()).isEqualTo("dead");
        assertThat(dead.value()).hasSize(10);
        assertThat(dead.timestamp()).isEqualTo(5);
        assertThat(text(dead, DeadLetters.REASON)).isEqualTo("broken");
        assertThat(text(dead, LaneHeaders.ORIGIN)).isEqualTo("in/3/42");
        assertThat(text(dead, "trace")).isEqualTo("7");
    }

    @Test
    void marksOfAnEarlierJobAreNotPassedOn() {
        List<RecordHeader> headers =
                List.of(
                        RecordHeader.of(LaneHeaders.LANE, "old"),
                        RecordHeader.of(LaneHeaders.SEQUENCE, "1"),
                        RecordHeader.of(LaneHeaders.ORIGIN, "old/0/1"),
                        RecordHeader.of(DeadLetters.REASON, "old"),
                        new RecordHeader("kept", null));

        assertThat(DeadLetters.withoutOurs(headers))
                .extracting(RecordHeader::name)
                .containsExactly("kept");
    }

    @Test
    void aRecordThatFitsPasses() {
        InputRecord input = input(1_700, List.of());
        OutputRecord output = new OutputRecord("out", 5, null, input.value(), List.of());

        assertThat(DEAD.fitting(output, input)).isSameAs(output);
    }

    @Test
    void aRecordTooLargeForTheTopicLeavesItsValueAtTheOrigin() {
        InputRecord input = input(1_900, List.of());
        OutputRecord output = new OutputRecord("out", 5, null, input.value(), List.of());

        OutputRecord dead = DEAD.fitting(output, input);

        assertThat(dead.topic()).isEqualTo("dead");
        assertThat(dead.value()).isNull();
        assertThat(text(dead, DeadLetters.REASON)).contains("exceeds the limit of 2000");
        assertThat(text(dead, LaneHeaders.ORIGIN)).isEqualTo("in/3/42");
    }

    @Test
    void aTimestampFromTooFarInTheFutureIsLeftAtTheOrigin() {
        long limit = Duration.ofMinutes(50).toMillis();
        InputRecord input =
                new InputRecord("in", 3, 42, limit + 1, null, new byte[] {7}, List.of());
        OutputRecord output =
                new OutputRecord("out", input.timestamp(), null, input.value(), List.of());

        assertThat(DEAD.fitting(output, input, 1)).isSameAs(output);
        OutputRecord dead = DEAD.fitting(output, input, 0);

        assertThat(dead.topic()).isEqualTo("dead");
        assertThat(dead.timestamp()).isNegative();
        assertThat(dead.value()).containsExactly(7);
        assertThat(text(dead, DeadLetters.REASON)).contains("timestamp 3000001", "3000 s");
    }

    @Test
    void headersCanMakeARecordTooLargeToo() {
        InputRecord input = input(10, List.of(RecordHeader.of("h".repeat(700), "v")));

        OutputRecord dead = DEAD.of(input, "broken");

        assertThat(dead.headers())
                .extracting(RecordHeader::name)
                .containsExactly(DeadLetters.REASON, LaneHeaders.ORIGIN);
    }

    @Test
    void aReasonIsCutToAReadableLength() {
        assertThat(text(DEAD.of(input(1, List.of()), "x".repeat(9_999)), DeadLetters.REASON))
                .hasSize(500);
    }

    private static InputRecord input(int size, List<RecordHeader> headers) {
        return new InputRecord("in", 3, 42, 5, null, new byte[size], headers);
    }

    private static String text(OutputRecord output, String name) {
        return output.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }
}
