package io.exactlyonce.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncarnationTest {

    @Test
    void isTheStartOfTheBase32OfTheSha256OfTheRequestUid() {
        // Checked with: printf %s UID | openssl dgst -sha256 -binary | base32 | head -c 8
        assertThat(Incarnation.of("705ab4f5-6393-11e8-b7cc-42010a800002").value())
                .isEqualTo("lcmj6lg2");
    }

    @Test
    void sameRequestGivesTheSameIncarnationAndAnotherRequestAnother() {
        assertThat(Incarnation.of("uid-1")).isEqualTo(Incarnation.of("uid-1"));
        assertThat(Incarnation.of("uid-1")).isNotEqualTo(Incarnation.of("uid-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void blankUidIsRefused(String uid) {
        assertThatThrownBy(() -> Incarnation.of(uid)).hasMessageContaining("request.uid is blank");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abcdefg", "abcdefghi", "ABCDEFGH", "abcdefg1", "abcdefg.", "a b c d "})
    void anythingButEightBase32CharactersIsRefused(String value) {
        assertThat(Incarnation.isValid(value)).isFalse();
        assertThatThrownBy(() -> new Incarnation(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("incarnation '" + value + "'");
    }
}
