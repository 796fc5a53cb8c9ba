package io.exactlyonce.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a": {"b": 1, "c": 2}} | {"a": {"b": 1, "c": 3}} | {"a": {"c": 3}}
                    {"a": 1}                | {"a": 1, "b": {"c": 2}} | {"b": {"c": 2}}
                    {"a": 1, "b": 2}        | {"a": 1}                | {"b": null}
                    {"a": [1, 2]}           | {"a": [1]}              | {"a": [1]}
                    {"a": {"b": 1}}         | {"a": "text"}           | {"a": "text"}
                    {"a": "1"}              | {"a": 1}                | {"a": 1}
                    """)
    void onlyWhatDiffersIsInIt(String from, String to, String patch)
            throws JsonProcessingException {
        assertThat(MergePatch.between(MAPPER.readTree(from), MAPPER.readTree(to)))
                .isEqualTo(MAPPER.readTree(patch));
    }

    @Test
    void equalObjectsNeedNone() throws JsonProcessingException {
        assertThat(
                        MergePatch.between(
                                MAPPER.readTree("{\"a\": {\"b\": [1]}}"),
                                MAPPER.readTree("{\"a\": {\"b\": [1]}}")))
                .isEmpty();
    }
}
