package io.exactlyonce.job.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.exactlyonce.job.config.ValueFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatTest {
    private static final RecordFormat JSON = new RecordFormat(ValueFormat.JSON, List.of());
    private static final RecordFormat CSV =
            new RecordFormat(ValueFormat.CSV, List.of("name", "amount", "note"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"text\"",
                "{",
                "{}{}",
                "{\"a\":}",
                "not json",
                "{\"a\":NaN}",
                "{'a':1}",
                "{\"a\":1e2147483648}",
                "{\"a\":1E-99999999999}"
            })
    void whatIsNotOneJsonObjectIsPoison(String text) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(PoisonException.class);
    }

    @Test
    void deepNestingIsPoisonNotAStackOverflow() {
        assertThatThrownBy(() -> json("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(PoisonException.class);
    }

    @Test
    void aTombstoneIsPoison() {
        assertThatThrownBy(() -> JSON.parse(null)).isInstanceOf(PoisonException.class);
    }

    @Test
    void brokenUtf8IsPoison() {
        assertThatThrownBy(() -> CSV.parse(new byte[] {'a', ',', (byte) 0xff}))
                .isInstanceOfSatisfying(
                        PoisonException.class,
                        poison -> assertThat(poison.reason()).isEqualTo("not valid UTF-8"));
    }

    @Test
    void randomBytesAreParsedOrPoisonNothingElse() {
        Random random = new Random(7);
        int parsed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) "{}[]\":,\"a1\n\\".charAt(random.nextInt(12));
            }
            for (RecordFormat format : List.of(JSON, CSV)) {
                try {
                    format.parse(bytes);
                    parsed++;
                } catch (PoisonException expected) {
                    assertThat(expected.reason()).isNotBlank();
                }
            }
        }
        assertThat(parsed).isPositive();
    }

    @Test
    void nullAndMissingAreOneKeyAndDifferFromTheWordNull() throws PoisonException {
        assertThat(json("{\"k\":null}").key("k")).isEqualTo("null");
        assertThat(json("{}").key("k")).isEqualTo("null");
        assertThat(json("{\"k\":\"null\"}").key("k")).isEqualTo("\"null\"");
    }

    @Test
    void aNumberAndItsTextAreDifferentKeys() throws PoisonException {
        assertThat(json("{\"k\":1}").key("k")).isEqualTo("1");
        assertThat(json("{\"k\":\"1\"}").key("k")).isEqualTo("\"1\"");
        assertThat(json("{\"k\":1.0}").key("k")).isEqualTo("1.0");
        assertThat(json("{\"k\":100.0}").key("k")).isEqualTo("100.0");
    }

    @Test
    void quotedCommasQuotesAndLineBreaksStayInTheirField() throws PoisonException {
        Fields fields = csv("\"a, \"\"b\"\"\nc\",5,Zürich");

        assertThat(fields.key("name")).isEqualTo("\"a, \\\"b\\\"\\nc\"");
        assertThat(fields.number("amount")).isEqualByComparingTo("5");
        assertThat(fields.key("note")).isEqualTo("\"Zürich\"");
    }

    @Test
    void anEmptyOrAbsentCsvFieldIsNull() throws PoisonException {
        Fields fields = csv(",\"\"");

        assertThat(fields.key("name")).isEqualTo("null");
        assertThat(fields.number("amount")).isNull();
        assertThat(fields.present("note")).isFalse();
    }

    @Test
    void moreColumnsThanNamesIsPoison() {
        assertThatThrownBy(() -> csv("a,1,b,2")).isInstanceOf(PoisonException.class);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "-2.50,-2.5", "+.5,0.5", "1e3,1000", "' 7 ',7"})
    void csvNumbersAreDecimals(String text, String number) throws PoisonException {
        assertThat(csv("a," + text).number("amount")).isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1,5", "0x10", "NaN", "--1", "1e"})
    void anythingElseInANumericFieldIsPoison(String text) {
        assertThatThrownBy(() -> csv("a,\"" + text + "\"").number("amount"))
                .isInstanceOf(PoisonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "1e401"})
    void aNumberThatWouldExhaustMemoryIsPoison(String number) {
        assertThatThrownBy(() -> json("{\"v\":" + number + "}").number("v"))
                .isInstanceOf(PoisonException.class);
        assertThatThrownBy(() -> csv("a," + number).number("amount"))
                .isInstanceOf(PoisonException.class);
    }

    @Test
    void aMegabyteOfDigitsIsJudgedInNoTime() {
        String digits = "1".repeat(1_000_000);

        for (String text : List.of(digits, digits + "x", digits + "." + digits + "x")) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () ->
                            assertThatThrownBy(() -> csv("a," + text).number("amount"))
                                    .isInstanceOf(PoisonException.class));
        }
    }

    @Test
    void halfOfASurrogatePairIsNoKey() {
        assertThatThrownBy(() -> json("{\"k\":\"\\ud800\"}").key("k"))
                .isInstanceOf(PoisonException.class);
    }

    @Test
    void aTextIsNoNumberInJson() {
        assertThatThrownBy(() -> json("{\"v\":\"1\"}").number("v"))
                .isInstanceOf(PoisonException.class);
    }

    @Test
    void theFirstNumericFieldOtherThanTheKeyIsTheDefaultValue() throws PoisonException {
        assertThat(json("{\"id\":9,\"t\":\"x\",\"n\":null,\"v\":4,\"w\":5}").firstNumber("id"))
                .isEqualByComparingTo("4");
        assertThat(csv("x,3,4").firstNumber("name")).isEqualByComparingTo("3");
        assertThat(json("{\"id\":9}").firstNumber("id")).isNull();
    }

    private static Fields json(String text) throws PoisonException {
        return JSON.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Fields csv(String text) throws PoisonException {
        return CSV.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
