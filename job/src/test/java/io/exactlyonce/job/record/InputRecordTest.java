package io.exactlyonce.job.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InputRecordTest {
    @Test
    void differentBinaryHeadersAreDifferentText() {
        assertThat(withHeader(0, 0, 0, 0x80).header("id"))
                .isNotEqualTo(withHeader(0, 0, 0, 0x81).header("id"));
    }

    @Test
    void theLastHeaderOfANameCounts() {
        InputRecord record =
                with(
                        List.of(
                                RecordHeader.of("id", "first"),
                                RecordHeader.of("id", "last"),
                                RecordHeader.of("other", "x")));

        assertThat(record.header("id")).isEqualTo("last");
        assertThat(record.header("missing")).isNull();
    }

    private static InputRecord withHeader(int... bytes) {
        byte[] value = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            value[i] = (byte) bytes[i];
        }
        return with(List.of(new RecordHeader("id", value)));
    }

    private static InputRecord with(List<RecordHeader> headers) {
        return new InputRecord("in", 0, 0, 0, null, null, headers);
    }
}
